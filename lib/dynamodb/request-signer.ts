/** Makes the headers of a call of DynamoDB, with a signature of AWS's own signer. */
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentials } from '../aws-credentials.ts';

export interface UnsignedCall {
  readonly url: URL;
  /** Such as `GetItem`. */
  readonly action: string;
  /** JSON. */
  readonly body: string;
}

export interface SignerSettings {
  readonly region: string;
  readonly credentials: AwsCredentials | (() => Promise<AwsCredentials>);
}

export class RequestSigner {
  readonly #signer: SignatureV4;

  constructor({ region, credentials }: SignerSettings) {
    this.#signer = new SignatureV4({ service: 'dynamodb', region, credentials, sha256: Sha256 });
  }

  /** @param at milliseconds since the epoch, by AWS's clock */
  async headersOf({ url, action, body }: UnsignedCall, at: number): Promise<Record<string, string>> {
    const { protocol, hostname, pathname: path, host } = url;
    const headers = {
      host,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${action}`,
    };
    const request = { method: 'POST', protocol, hostname, path, query: {}, headers, body };
    const signed = await this.#signer.sign(request, { signingDate: new Date(at) });
    return signed.headers;
  }
}
