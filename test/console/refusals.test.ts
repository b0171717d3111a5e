/** Whom the console refuses: everybody but its own pages in a browser that was let in. */

import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import { reads, writes } from './api-routes.ts';
import { useConsole } from './console-client.ts';

const console = useConsole({ sandboxUrl: 'http://127.0.0.1:9' });

/** Sends parts until there is an answer. */
function sendWithoutEnd(
  url: string,
  headers: Record<string, string>,
): Promise<{ readonly status: number | undefined }> {
  return new Promise((resolve, reject) => {
    const part = Buffer.alloc(65_536, 'x');
    const type = { 'content-type': 'application/json' };
    const outgoing = request(url, { method: 'POST', agent: false, headers: { ...type, ...headers } }, (incoming) => {
      resolve({ status: incoming.statusCode });
      outgoing.destroy();
    });
    outgoing.on('error', reject);
    const send = () => {
      while (!outgoing.destroyed && outgoing.write(part));
    };
    outgoing.on('drain', send);
    send();
  });
}

const paths = ['/', '/activity', '/assets/script.js', '/api/stage', '/api/activity/live', '/nowhere'];

test.each(paths)('another Host is refused at %s, whatever else the request has', async (path) => {
  const { cookie } = await console.enter();
  for (const host of ['evil.example.com', `localhost:${console.host.split(':')[1]}`, '127.0.0.1', '127.0.0.1:80']) {
    const reply = await console.send('GET', path, { host, cookie });
    expect([400, 403]).toContain(reply.status);
    expect(JSON.stringify(reply.body)).not.toContain('isReadOnly');
  }
});

describe('the token of the printed address', () => {
  test('lets in one browser, with a cookie that no script and no other site can use', async () => {
    const reply = await console.send('GET', `/?token=${console.token}`);
    expect(reply).toMatchObject({
      status: 303,
      headers: { location: expect.stringMatching(/^\/activity#token=[\w-]{43}$/) },
    });
    expect(String(reply.headers['set-cookie'])).toMatch(
      new RegExp(`^zuora-access-console-${console.host.split(':')[1]}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`),
    );
  });

  test('lets in nobody the second time', async () => {
    const { token } = console;
    await console.send('GET', `/?token=${token}`);
    const again = await console.send('GET', `/?token=${token}`);
    expect(again).toMatchObject({ status: 401, body: expect.stringContaining('This browser is not let in') });
    expect(again.headers['set-cookie']).toBeUndefined();
  });

  test('lets in nobody after 15 minutes, and is good until then', async () => {
    const { token } = console;
    console.time += 15 * 60_000;
    const late = await console.send('GET', `/?token=${token}`);
    expect(late).toMatchObject({ status: 401, body: expect.stringContaining('This browser is not let in') });
    expect(late.headers['set-cookie']).toBeUndefined();
    const next = new URL(console.running.newAddress()).search;
    console.time += 15 * 60_000 - 1;
    expect(await console.send('GET', `/${next}`)).toMatchObject({ status: 303 });
  });

  test('is worthless as soon as a newer one is printed', async () => {
    const { token } = console;
    console.running.newAddress();
    expect(await console.send('GET', `/?token=${token}`)).toMatchObject({ status: 401 });
  });

  test('does not end the visit of a browser that it has let in', async () => {
    const { read } = await console.enter();
    console.time += 24 * 3_600_000;
    expect(await console.send('GET', '/api/stage', read)).toMatchObject({ status: 200 });
  });

  test.each(['', 'wrong', 'a'.repeat(43)])('that is %j lets in nobody', async (token) => {
    expect(await console.send('GET', `/?token=${token}`)).toMatchObject({ status: 401 });
  });

  test('is printed anew as soon as a browser is in', async () => {
    const first = await console.enter();
    const second = await console.enter();
    expect(second.cookie).not.toBe(first.cookie);
  });
});

test.each(['/activity', '/people?person=ada', '/dead-letters'])('%s is closed without the cookie', async (path) => {
  const reply = await console.send('GET', path);
  expect(reply).toMatchObject({ status: 401, body: expect.stringContaining('This browser is not let in') });
});

test.each(['', 'zuora-access-console-1=x', 'wrong'])('data is refused with the cookie %j', async (cookie) => {
  for (const path of reads) expect([path, (await console.send('GET', path, { cookie })).status]).toEqual([path, 401]);
});

test.each(reads)(
  '%s is refused to a server on another port, to which the browser sends the cookie too',
  async (path) => {
    const { cookie, read } = await console.enter();
    const { read: other } = await console.enter();
    for (const token of [undefined, '', other['x-console-token']]) {
      const headers = { cookie, ...(token !== undefined && { 'x-console-token': token }) };
      expect(await console.send('GET', path, headers)).toMatchObject({ status: 401 });
      expect(await console.send('GET', `${path}?token=${token ?? ''}`, { cookie })).toMatchObject({ status: 401 });
    }
    expect(await console.send('GET', '/api/stage', read)).toMatchObject({ status: 200 });
  },
);

test('the routes that may change something are known, those of the sandbox too', () => {
  expect(writes).toEqual(expect.arrayContaining(['/api/people/revoke', '/api/jobs/1/stop', '/api/sandbox/fault']));
  expect(writes.length).toBeGreaterThan(15);
});

describe.each(writes)('a write to %s is refused', (path) => {
  test.each<[string, (write: Record<string, string>, other: Record<string, string>) => Record<string, string>]>([
    ['without an Origin', ({ origin: _, ...others }) => others],
    ['from another site', (write) => ({ ...write, origin: 'https://evil.example.com' })],
    ['from another port', (write) => ({ ...write, origin: 'http://127.0.0.1:1' })],
    ['from a page without an origin', (write) => ({ ...write, origin: 'null' })],
    ['without the token', ({ 'x-console-token': _, ...others }) => others],
    ['with the token of another browser', (write, other) => ({ ...write, ...other })],
    ['without the cookie', ({ cookie: _, ...others }) => others],
    ['that a browser says is not of its own pages', (write) => ({ ...write, 'sec-fetch-site': 'same-site' })],
  ])('%s', async (_, change) => {
    const { write } = await console.enter();
    const { write: other } = await console.enter();
    const headers = change(write, { 'x-console-token': other['x-console-token'] ?? '' });
    const reply = await console.send('POST', path, headers, {});
    expect([401, 403]).toContain(reply.status);
    expect(reply.body).toMatchObject({ error: expect.any(String) });
    expect(console.notices.filter((text) => text.includes('console  arn'))).toEqual([]);
  });

  test.each(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x'])(
    'in the form %s, which another site can send',
    async (type) => {
      const { write } = await console.enter();
      expect(await console.send('POST', path, { ...write, 'content-type': type }, 'a=b')).toMatchObject({
        status: 403,
      });
    },
  );
});

describe('a body that is larger than any message', () => {
  const large = JSON.stringify({ body: 'x'.repeat(4 * 1_048_576) });

  test('is refused with words', async () => {
    const { write } = await console.enter();
    const headers = { ...write, 'content-type': 'application/json' };
    expect(await console.send('POST', '/api/policy/try', headers, large)).toMatchObject({
      status: 413,
      body: { error: expect.stringMatching(/^Nothing was done: .* larger than 4 MiB/) },
    });
  });

  test('is refused as soon as it is too large, whatever its length was said to be', async () => {
    const { write } = await console.enter();
    const sent = await sendWithoutEnd(`${console.origin}/api/policy/try`, write);
    expect(sent.status).toBe(413);
  });

  test('and one of the size of a message is read', async () => {
    const { write } = await console.enter();
    const body = { body: '"'.repeat(1_048_576) };
    expect((await console.send('POST', '/api/policy/try', write, body)).status).not.toBe(413);
  });
});

test.each(writes)('a body that is no JSON is refused at %s, as what it is', async (path) => {
  const { write } = await console.enter();
  const headers = { ...write, 'content-type': 'application/json' };
  expect(await console.send('POST', path, headers, '{"body": ')).toMatchObject({
    status: 400,
    body: { error: 'Nothing was done: what was sent is not JSON.' },
  });
});

test.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s is no method of the console', async (method) => {
  const { write } = await console.enter();
  const reply = await console.send(method, '/api/people/revoke', { ...write, 'access-control-request-method': 'POST' });
  expect(reply.status).toBe(405);
  expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
});

test.each(reads)('another page cannot follow %s, though the browser sends the cookie', async (path) => {
  const { read } = await console.enter();
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { origin: 'https://evil.example.com' },
    { origin: 'http://127.0.0.1:1' },
    { origin: 'null' },
  ]) {
    const reply = await console.send('GET', path, { ...read, ...headers });
    expect(reply).toMatchObject({ status: 403 });
    expect(reply.headers['access-control-allow-origin']).toBeUndefined();
  }
});

test.each([
  '/../package.json',
  '/assets/../../package.json',
  '/assets/..%2f..%2fpackage.json',
  '/assets/%2e%2e/%2e%2e/package.json',
  '/assets/%252e%252e%252fpackage.json',
  '/assets/....//....//package.json',
  '/assets/..\\..\\package.json',
  '/assets/script.js%00.css',
  '/assets//etc/passwd',
  '//etc/passwd',
  '/api/../package.json',
  '/activity/../../package.json',
  '/assets/',
])('%s leads to no file', async (path) => {
  const { cookie } = await console.enter();
  const { status, body } = await console.send('GET', path, { cookie });
  expect([400, 404]).toContain(status);
  expect(JSON.stringify(body)).not.toMatch(/zuora-access.*version|root:/);
});

test.each(paths)('nothing at %s may be framed, sniffed, kept, or run a script of somebody else', async (path) => {
  const { cookie } = await console.enter();
  const { headers } = await console.send('GET', path, { cookie, origin: 'null' });
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'cross-origin-resource-policy': 'same-origin',
  });
  const policy = String(headers['content-security-policy']);
  expect(policy).toMatch(/default-src 'none'; script-src 'self'; style-src 'self';.*frame-ancestors 'none'/);
  expect(policy).not.toMatch(/unsafe|\*|http|data:/);
});

test('it listens on 127.0.0.1 alone', async () => {
  const port = Number(console.host.split(':')[1]);
  const others = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  const addresses = ['127.0.0.2', ...others.filter(({ internal }) => !internal).map(({ address }) => address)];
  for (const address of addresses) {
    const socket = connect({ port, host: address });
    const refused = await Promise.race([
      once(socket, 'error').then(() => true),
      once(socket, 'connect').then(() => false),
    ]);
    socket.destroy();
    expect([address, refused]).toEqual([address, true]);
  }
});
