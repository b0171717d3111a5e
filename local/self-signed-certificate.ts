/** A certificate that nobody has signed but its own key, such as a company's own authority has. */
import { generateKeyPairSync, sign } from 'node:crypto';

export interface SelfSignedCertificate {
  /** In PEM, as the certificate. */
  readonly key: string;
  readonly cert: string;
}

const hour = 3_600_000;

/** Tags of DER: https://www.itu.int/rec/T-REC-X.690 */
const tags = { integer: 2, bitString: 3, octetString: 4, utf8String: 12, utcTime: 23, sequence: 48, set: 49 };
const [dnsName, version, extensions] = [0x82, 0xa0, 0xa3];

const ecdsaWithSha256 = Buffer.from('06082a8648ce3d040302', 'hex');
const commonName = Buffer.from('0603550403', 'hex');
const subjectAlternativeNames = Buffer.from('0603551d11', 'hex');

/**
 * Valid from an hour ago until in an hour. https://www.rfc-editor.org/rfc/rfc5280#section-4.1
 *
 * @param hosts that it is for; a name may begin with `*.`
 */
export function createSelfSignedCertificate(hosts: readonly string[], now: number): SelfSignedCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(ecdsaWithSha256);
  // TLS finds an issuer by its name, so two certificates need two names.
  const name = sequence(der(tags.set, sequence(commonName, der(tags.utf8String, Buffer.from(hosts[0] ?? '')))));
  const names = sequence(...hosts.map((host) => der(dnsName, Buffer.from(host))));
  const content = sequence(
    der(version, integer(2)),
    integer(1),
    algorithm,
    name,
    sequence(utcTime(now - hour), utcTime(now + hour)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(extensions, sequence(sequence(subjectAlternativeNames, der(tags.octetString, names)))),
  );
  const signature = der(tags.bitString, Buffer.from([0]), sign('sha256', content, privateKey));
  const lines = sequence(content, algorithm, signature).toString('base64').replaceAll(/.{64}/g, '$&\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines.trim()}\n-----END CERTIFICATE-----\n`,
  };
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content)]), content]);
}

/** The shortest form, as DER demands. */
function lengthOf({ length }: Buffer): readonly number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(tags.sequence, ...parts);
}

function integer(value: number): Buffer {
  return der(tags.integer, Buffer.from([value]));
}

/** Such as `261128193000Z`. */
function utcTime(time: number): Buffer {
  const digits = new Date(time).toISOString().replaceAll(/\D/g, '');
  return der(tags.utcTime, Buffer.from(`${digits.slice(2, 14)}Z`));
}
