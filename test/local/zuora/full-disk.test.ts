import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { startZuora } from '../../../local/zuora/server.ts';
import { type Caller, effects, sendToSandbox, signIn, userPath } from '../../services/sandbox-client.ts';
import { hasSmallDisks, spawnOnSmallDisk } from '../../services/small-disk.ts';

const server = pathToFileURL(join(__dirname, '../../../local/zuora/server.ts')).href;
const program = `
  import { startZuora } from ${JSON.stringify(server)};
  console.log((await startZuora({ port: 0, journal: process.argv[1] })).url);
`;

(hasSmallDisks ? test : test.skip)('a full disk is told once, and loses no change that was answered', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zuora-'));
  const copy = mkdtempSync(join(tmpdir(), 'zuora-copy-'));
  const small = spawnOnSmallDisk(folder, ['--input-type=module', '--eval', program, join(folder, 'zuora.jsonl')]);
  const url = await small.firstLine;
  const service = await signIn(url);
  const users = Array.from({ length: 100 }, (_, index) => ({ username: `user-${index}` }));
  await sendToSandbox(url, 'POST', '/_sandbox/users', { body: { users } });
  const answered: string[] = [];

  for (const half of [users.slice(0, 50), users.slice(50)]) {
    const makeRoom = small.fill();
    const granted = await grantUntilRefused(service, half);
    expect(granted.length).toBeLessThan(half.length);
    makeRoom();
    const next = half[granted.length + 1];
    answered.push(...granted, ...(await grantUntilRefused(service, next ? [next] : [])));
  }
  expect(answered.length).toBeGreaterThanOrEqual(2);

  small.copyTo(copy);
  const sentences = (await small.kill()).split('\n').filter(Boolean);
  expect(sentences.map((line) => line.replace(/.*zuora\.jsonl /, '').slice(0, 30))).toEqual(
    Array(2).fill(['cannot be written to (ENOSPC).', 'can be written to again.']).flat(),
  );
  const restarted = await startZuora({ port: 0, journal: join(copy, 'zuora.jsonl') });
  const kept = (await effects(restarted.url)).map(({ change }) => change['username']);
  expect(answered.filter((username) => !kept.includes(username))).toEqual([]);
  await restarted.close();
  for (const used of [folder, copy]) rmSync(used, { recursive: true });
});

/** @returns the users whose access was answered with success, up to the first failure */
async function grantUntilRefused(service: Caller, users: readonly { username: string }[]): Promise<string[]> {
  const granted: string[] = [];
  for (const { username } of users) {
    const body = { targetEntityIds: [seedEntity.germany] };
    const reply = await service('PUT', userPath(username, 'request-access'), { body }).catch(() => undefined);
    if (reply?.status !== 200) return granted;
    granted.push(username);
  }
  return granted;
}
