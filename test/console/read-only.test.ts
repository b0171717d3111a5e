import { expect, test } from '@jest/globals';
import { useConsole } from './console-client.ts';

const console = useConsole({ isReadOnly: true });

test('a console that only shows says so to its pages', async () => {
  const { cookie } = await console.enter();
  const { body } = await console.send('GET', '/api/stage', { cookie });
  expect(body).toMatchObject({ isReadOnly: true, stage: 'local' });
});

test.each([
  ...['/dead-letters/redrive', '/dead-letters/purge', '/people/revoke', '/people/unblock', '/health/queue'],
  ...['/events/publish', '/entities/approve', '/safeguard/release', '/safeguard/keep', '/safeguard/expect'],
  ...['/safeguard/cancel', '/jobs/1/stop'],
])('it refuses a write to %s', async (path) => {
  const { write } = await console.enter();
  expect(await console.send('POST', `/api${path}`, write, {})).toMatchObject({
    status: 403,
    body: { error: expect.stringContaining('--read-only') },
  });
});
