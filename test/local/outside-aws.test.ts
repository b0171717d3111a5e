/** What npm start says of an AWS_ENDPOINT_URL that leads elsewhere than to AWS. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { requireAws } from '../../local/outside-aws.ts';
import { embeddedAws } from '../../operator/aws-access.ts';
import { useAws } from '../services/use-aws.ts';

const aws = useAws();

/** The port of a server while `use` runs. */
async function withServer(server: ReturnType<typeof createServer>, use: (port: number) => Promise<void>) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await use((server.address() as AddressInfo).port);
  server.closeAllConnections();
  server.close();
}

const answering =
  (status: number, headers: Record<string, string>, body: string): RequestListener =>
  (_, answer) =>
    answer.writeHead(status, headers).end(body);

const problemAt = (url: string) =>
  requireAws(embeddedAws(url)).then(
    () => undefined,
    ({ message }: Error) => message,
  );

test('an AWS is taken, also one that refuses the read', async () => {
  expect(await problemAt(aws.url)).toBeUndefined();
  const refusal = JSON.stringify({ __type: 'com.amazon.coral#AccessDeniedException', message: 'no' });
  await withServer(createServer(answering(400, { 'x-amzn-requestid': 'r' }, refusal)), async (port) => {
    expect(await problemAt(`http://127.0.0.1:${port}`)).toBeUndefined();
  });
});

test.each([
  ['a page', 200, {}, '<html>'],
  ['a missing page', 404, {}, '<html>'],
  ['an object', 200, {}, '{}'],
  ['nothing', 200, {}, ''],
])(
  'a server that answers with %s is no AWS, and the advice is to unset the variable',
  async (_, status, headers, body) => {
    await withServer(createServer(answering(status, headers, body)), async (port) => {
      const url = `http://127.0.0.1:${port}`;
      expect(await problemAt(url)).toBe(
        `What answers is not AWS. Unset AWS_ENDPOINT_URL, ${url}, to use the embedded AWS.`,
      );
    });
  },
);
