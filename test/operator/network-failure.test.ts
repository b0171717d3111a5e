/** What every front end says of a failure of the network, by real connections and by the forms of the SDK's errors. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AgentOptions, createServer as createTlsServer, get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { unanswered } from '../../lib/zuora/failure.ts';
import { createSelfSignedCertificate } from '../../local/self-signed-certificate.ts';
import { explainError } from '../../operator/explain-error.ts';
import { networkFailureOf } from '../../operator/network-failure.ts';

const twoHours = 7_200_000;

/** Calls `localhost` over TLS. Returns the error of the connection. */
async function errorOf(server: ReturnType<typeof createServer>, trust: Pick<AgentOptions, 'ca'>): Promise<unknown> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const [error] = await once(get({ host: 'localhost', port, family: 4, ...trust }), 'error');
  server.close();
  return error;
}

test.each([
  ['has expired', ['localhost'], -twoHours, true, 'The certificate of AWS has expired.', "Check this machine's clock"],
  ['is not valid yet', ['localhost'], twoHours, true, 'The certificate of AWS is not valid yet.', 'clock: it is'],
  ['is for another host', ['aws.invalid'], 0, true, 'is for another host name.', 'another server answers'],
  ['nobody vouches for', ['localhost'], 0, false, 'is not trusted.', 'set NODE_EXTRA_CA_CERTS to a file'],
])('a certificate that %s has an advice of its own', async (_, names, age, isTrusted, problem, advice) => {
  const { key, cert } = createSelfSignedCertificate(names, Date.now() + age);
  const error = await errorOf(createTlsServer({ key, cert }), isTrusted ? { ca: cert } : {});
  expect(networkFailureOf(error, 'AWS')).toEqual({
    problem: expect.stringContaining(problem),
    advice: expect.stringContaining(advice),
  });
});

test('a server without TLS is told from one with a bad certificate', async () => {
  const failure = networkFailureOf(await errorOf(createServer(), {}), 'AWS');
  expect(failure?.problem).toBe('What answers for AWS does not speak TLS.');
});

test.each([
  ['ECONNREFUSED', 'AWS cannot be reached.'],
  ['EAI_AGAIN', 'AWS cannot be reached.'],
  ['ETIMEDOUT', 'AWS does not answer in time.'],
  ['ERR_PROXY_TUNNEL', 'The proxy of HTTPS_PROXY does not connect.'],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'AWS takes no version of TLS that this machine offers.'],
  ['CERT_SIGNATURE_FAILURE', 'The certificate of AWS is faulty.'],
])('the code %s is explained', (code, problem) => {
  expect(networkFailureOf(Object.assign(new Error(), { code }), 'AWS')).toMatchObject({ problem });
});

test('a time that is over has no code, and a connection that the SDK names after it has one', () => {
  const timeout = Object.assign(new Error('no connection'), { name: 'TimeoutError' });
  expect(networkFailureOf(timeout, 'AWS')?.problem).toBe('AWS does not answer in time.');
  const closed = Object.assign(timeout, { code: 'ECONNRESET' });
  expect(networkFailureOf(closed, 'AWS')?.problem).toBe('AWS closed the connection without an answer.');
});

test('the cause of an error is looked at too', () => {
  const cause = Object.assign(new Error(), { code: 'ECONNREFUSED' });
  expect(networkFailureOf(new TypeError('fetch failed', { cause }), 'AWS')?.problem).toBe('AWS cannot be reached.');
});

test('an error may be its own cause', () => {
  const error = new Error();
  error.cause = error;
  expect(networkFailureOf(error, 'AWS')).toBeUndefined();
});

test.each([
  Object.assign(new Error(), { code: 'ENOENT' }),
  Object.assign(new Error(), { name: 'AccessDenied' }),
  new Error(),
  'ECONNREFUSED',
])('%p is no failure of the network', (error) => {
  expect(networkFailureOf(error, 'AWS')).toBeUndefined();
});

test('a call to Zuora without an answer is explained in the same words', () => {
  const failure = unanswered({ name: 'token request', isWrite: false }, 'SELF_SIGNED_CERT_IN_CHAIN');
  expect(explainError(failure)).toBe(
    'The certificate of Zuora is not trusted. If a proxy of the network reads TLS, set NODE_EXTRA_CA_CERTS to a file with its certificate in PEM. (token request: no answer (SELF_SIGNED_CERT_IN_CHAIN))',
  );
});
