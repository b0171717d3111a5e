import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { hyphenateEntityId } from '../../../local/zuora/entity-id.ts';
import { seedEntity, seedUser } from '../../../local/zuora/seed.ts';
import { type RunningZuora, startZuora } from '../../../local/zuora/server.ts';
import { authorize, effects, plant, sendToSandbox, signIn, userPath } from '../../services/sandbox-client.ts';

describe('the journal', () => {
  let folder: string;
  let journal: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zuora-'));
    journal = join(folder, 'data', 'zuora.jsonl');
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((zuora) => zuora.close()));
    await rm(folder, { recursive: true });
  });

  const running: RunningZuora[] = [];
  async function start(): Promise<RunningZuora> {
    const zuora = await startZuora({ port: 0, journal });
    running.push(zuora);
    return zuora;
  }

  test('brings back state, tokens, kept answers, calls and the clock', async () => {
    const first = await start();
    await sendToSandbox(first.url, 'POST', '/_sandbox/users', { body: { users: [{ username: 'new' }] } });
    await sendToSandbox(first.url, 'POST', '/_sandbox/statuses', {
      body: { statuses: [{ username: seedUser.ada, status: 'deactivated', anonymise: true }] },
    });
    await sendToSandbox(first.url, 'POST', '/_sandbox/clock', { body: { advanceMs: 3_600_000 } });
    const headers = { ...(await authorize(first.url)), 'zuora-entity-ids': hyphenateEntityId(seedEntity.global) };
    await sendToSandbox(first.url, 'PUT', userPath('new', 'request-access'), {
      headers,
      body: { targetEntityIds: [seedEntity.france] },
    });
    const connect = { headers: { ...headers, 'idempotency-key': 'key' }, body: { targetEntityId: seedEntity.brazil } };
    const { body } = await sendToSandbox(first.url, 'POST', '/v1/entity-connections', connect);
    const [state, calls] = [await read(first.url, 'state'), await read(first.url, 'calls')];
    await first.close();

    await (await start()).close();
    const third = await start();
    expect(await read(third.url, 'state')).toEqual(state);
    expect(await read(third.url, 'calls')).toEqual(calls);
    expect(await sendToSandbox(third.url, 'POST', '/v1/entity-connections', connect)).toMatchObject({
      status: 200,
      body,
    });
    expect(await effects(third.url)).toHaveLength(2);
  });

  test('holds every answered call when the sandbox is killed', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', journalEntry, journal], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const [url] = await once(createInterface(child.stdout), 'line');
      const call = await signIn(url);
      const users = Array.from({ length: 20 }, (_, index) => ({ username: `user-${index}` }));
      await sendToSandbox(url, 'POST', '/_sandbox/users', { body: { users } });
      await plant(url, { match: { path: '/v1/users/user-19/*' }, fault: { dropResponse: true } });
      const requests = users.map(({ username }) =>
        call('PUT', userPath(username, 'request-access'), { body: { targetEntityIds: [seedEntity.france] } }),
      );
      await Promise.allSettled(requests);
    } finally {
      child.kill('SIGKILL');
    }
    await once(child, 'exit');

    const zuora = await start();
    expect(await effects(zuora.url)).toHaveLength(20);
    expect(await read(zuora.url, 'calls')).toHaveLength(21);
  });

  test('is read up to a last line that a kill has cut short', async () => {
    const first = await start();
    const call = await signIn(first.url);
    await call('PUT', userPath(seedUser.ada, 'request-access'), { body: { targetEntityIds: [seedEntity.france] } });
    await first.close();
    await appendFile(journal, '[{"type":"change","ti');

    const second = await start();
    expect(await effects(second.url)).toHaveLength(1);
  });

  test('is refused, and left alone, if any other line cannot be read', async () => {
    journal = join(folder, 'zuora.jsonl');
    await writeFile(journal, '[]\n[{"type":"unheard-of"}]\n');
    await expect(startZuora({ port: 0, journal })).rejects.toThrow(`${journal}, line 2`);
    expect(await readFile(journal, 'utf8')).toContain('unheard-of');
  });
});

/** Runs a sandbox in a process of its own, and prints its address. */
const journalEntry = `
  import { startZuora } from '${pathToFileURL(resolve('local/zuora/server.ts'))}';
  const { url } = await startZuora({ port: 0, journal: process.argv[1] });
  console.log(url);
`;

const read = async (url: string, what: 'state' | 'calls'): Promise<unknown> =>
  (await sendToSandbox(url, 'GET', `/_sandbox/${what}`)).body;
