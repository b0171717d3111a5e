/** Explains any error to an operator, in one line. */
import { ServiceError } from '../lib/errors.ts';
import { OperatorError } from './errors.ts';
import { explainForeignServer } from './foreign-server.ts';
import { printable } from './printable.ts';

/** First match wins. The explanation is followed by AWS's own words. */
const awsExplanations: readonly [pattern: RegExp, sentence: string][] = [
  [/Region is missing/, 'No AWS region: set AWS_REGION, or name one in the profile that AWS_PROFILE chooses.'],
  [/^(CredentialsProviderError|TokenProviderError)/, 'No AWS credentials: log in, or set AWS_PROFILE.'],
  [/^(ExpiredToken|RequestExpired)/, 'The AWS credentials have expired: log in again.'],
  [/^(InvalidClientTokenId|UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch)/, 'AWS rejects the credentials.'],
  [
    /^AccessDenied.*\b(KMS|kms:Decrypt)\b/s,
    'The AWS credentials may not use the KMS key: allow kms:Decrypt on the key of the stage.',
  ],
  [/^AccessDenied/, 'The AWS credentials do not allow this.'],
  [/ERR_PROXY/, 'The proxy of HTTPS_PROXY does not connect. For an address that needs no proxy, use NO_PROXY.'],
  [
    /CERT_|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/,
    'The certificate is not trusted. If a proxy of the network reads TLS, set NODE_EXTRA_CA_CERTS to a file with its certificate in PEM.',
  ],
  [
    /ECONNREFUSED|ENOTFOUND|EHOSTUNREACH|ETIMEDOUT/,
    'AWS cannot be reached. If AWS_ENDPOINT_URL is set, is the local stack running (npm start)?',
  ],
];

/** One line that is safe to print. */
export function explainError(error: unknown): string {
  if (!(error instanceof Error)) return printable(String(error));
  if (error instanceof OperatorError || error instanceof ServiceError) return printable(error.message);
  const code = 'code' in error ? String(error.code) : '';
  const original = [error.name === 'Error' ? '' : error.name, code, error.message].filter(Boolean).join(': ');
  const sentence = explainForeignServer(error) ?? awsExplanations.find(([pattern]) => pattern.test(original))?.[1];
  return printable(sentence ? `${sentence} (${original})` : original);
}
