import { X509Certificate } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { createSelfSignedCertificate } from '../../local/self-signed-certificate.ts';

/** In DER, a length takes one byte up to 127, two up to 255, and three from 256 on. */
test.each([1, 9, 20])('a certificate for %i names is read as it was written', (count) => {
  const names = Array.from({ length: count }, (_, index) => `${index}.example.com`);
  const certificate = new X509Certificate(createSelfSignedCertificate(names, Date.now()).cert);
  expect(certificate.subjectAltName).toBe(names.map((name) => `DNS:${name}`).join(', '));
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(hasShortestLengths(certificate.raw)).toBe(true);
});

/** DER allows no longer form than is needed. Looks into sequences, where this certificate has its long parts. */
function hasShortestLengths(der: Buffer): boolean {
  const sequence = 0x30;
  for (let at = 0; at < der.length; ) {
    const first = der[at + 1] ?? 0;
    const extra = first < 0x80 ? 0 : first - 0x80;
    const length = extra === 0 ? first : der.readUIntBE(at + 2, extra);
    if (extra > 0 && length < (extra === 1 ? 0x80 : 0x100)) return false;
    const start = at + 2 + extra;
    const isNested = [sequence, 0xa3].includes(der[at] ?? 0);
    if (isNested && !hasShortestLengths(der.subarray(start, start + length))) return false;
    at = start + length;
  }
  return true;
}
