import { expect, test } from '@jest/globals';
import { changes } from './api-routes.ts';
import { useConsole } from './console-client.ts';

const console = useConsole({ isReadOnly: true, sandboxUrl: 'http://127.0.0.1:9' });

test('a console that only shows says so to its pages', async () => {
  const { read } = await console.enter();
  const { body } = await console.send('GET', '/api/stage', read);
  expect(body).toMatchObject({ isReadOnly: true, stage: 'local' });
});

test.each(changes)('it refuses a write to %s', async (path) => {
  const { write } = await console.enter();
  expect(await console.send('POST', path, write, {})).toMatchObject({
    status: 403,
    body: { error: expect.stringContaining('--read-only') },
  });
});

test('it answers questions that are too long for an address', async () => {
  const { write } = await console.enter();
  const { status, body } = await console.send('POST', '/api/policy/try', write, {});
  expect([status, JSON.stringify(body)]).toEqual([400, expect.not.stringContaining('--read-only')]);
});
