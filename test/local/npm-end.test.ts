/** `npm start` as an operator runs it, and ends it from another terminal. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { keepText } from '../leaks/written.ts';
import { until } from '../until.ts';

test('the stack ends when npm is ended', async () => {
  const data = mkdtempSync(join(tmpdir(), 'zuora-access-npm-'));
  const options = ['--no-samples', '--data', data, '--package', process.env['ZUORA_ACCESS_PACKAGE'] ?? ''];
  const npm = spawn('npm', ['start', '--', ...options], {
    cwd: join(__dirname, '../..'),
    env: { ...process.env, PORT_AWS: '0', PORT_ZUORA: '0', AWS_ENDPOINT_URL: '' },
  });
  let output = '';
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.setEncoding('utf8').on('data', (read: string) => {
      output += read;
    });
  }
  // The stack writes to the streams of npm, so they close when both have ended.
  const closed = once(npm, 'close');
  await until(
    () => /^ready /m.test(output),
    () => output,
  );
  npm.kill('SIGTERM');
  await closed;
  keepText('npm.log', output);
  expect(output).toMatch(/^(npm has ended\. )?Stopping\./m);
  rmSync(data, { recursive: true });
});
