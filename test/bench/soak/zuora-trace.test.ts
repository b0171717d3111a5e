/** What the soak reads from the sandbox's journal. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ZuoraTrace } from '../../../bench/soak/zuora-trace.ts';
import { approvedOffice, home, tenantFor } from '../../../local/zuora/large-tenant.ts';
import { SandboxAdmin } from '../../../local/zuora/sandbox-admin.ts';
import { seedClient, seedConnection, seedEntity, seedUser } from '../../../local/zuora/seed.ts';
import { startZuora } from '../../../local/zuora/server.ts';
import { plant, sendToSandbox, signIn, userPath } from '../../services/sandbox-client.ts';

test('counts calls and changes, and finds the write that repeats one whose answer was lost', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zuora-access-trace-'));
  const journal = join(folder, 'zuora.jsonl');
  const zuora = await startZuora({ port: 0, journal });
  const service = await signIn(zuora.url);
  const accessPath = userPath(seedUser.plus, 'request-access');
  const request = () =>
    service('PUT', accessPath, {
      headers: { 'zuora-track-id': 'first-message' },
      body: { targetEntityIds: [seedEntity.germany] },
    });
  await plant(zuora.url, { fault: { dropResponse: true } });
  await expect(request()).rejects.toThrow();
  await request();
  await service('POST', '/v1/entity-connections', { body: { targetEntityId: seedEntity.brazil } });
  const subsidiaries = await signIn(zuora.url, seedClient.subsidiaries, seedEntity.france);
  await subsidiaries('PUT', `/v1/entity-connections/${seedConnection.toFrancePending}/accept`);
  await subsidiaries('PUT', `/v1/entity-connections/${seedConnection.toFrancePending}/disconnect`);
  await subsidiaries('PUT', userPath(seedUser.sophie, 'deny-access'));
  await service('GET', '/v1/entities');
  await plant(zuora.url, { fault: { status: 500 } });
  await service('GET', '/v1/entities');
  const user = { username: 'added@example.com' };
  await sendToSandbox(zuora.url, 'POST', '/_sandbox/users', { body: { users: [user] } });
  await zuora.close();

  const trace = await ZuoraTrace.read(journal);
  rmSync(folder, { recursive: true });
  expect(trace).toMatchObject({ calls: 8, failedCalls: 2, tokenRequests: 2 });
  expect(Object.fromEntries(trace.effects)).toEqual({
    [`access of ${seedUser.plus} to ${seedEntity.germany}`]: 1,
    [`connection from ${seedEntity.global} to ${seedEntity.brazil}`]: 1,
    [`approval of ${seedConnection.toFrancePending}`]: 1,
    [`end of ${seedConnection.toFrancePending}`]: 1,
    [`end of the access of ${seedUser.sophie} to ${seedEntity.france}`]: 1,
  });
  expect(trace.idleWrites).toEqual([`PUT ${accessPath} for first-message`]);
});

test('finds no repetition in two writes of one message that are under way together', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zuora-access-trace-'));
  const journal = join(folder, 'zuora.jsonl');
  const zuora = await startZuora({ port: 0, journal });
  const service = await signIn(zuora.url);
  // Both change something before either is answered.
  for (let call = 0; call < 2; call += 1) await plant(zuora.url, { fault: { delayMs: 500 } });
  const request = (entityId: string) =>
    service('PUT', userPath(seedUser.plus, 'request-access'), {
      headers: { 'zuora-track-id': 'one-message' },
      body: { targetEntityIds: [entityId] },
    });
  await Promise.all([request(seedEntity.germany), request(seedEntity.japan)]);
  await zuora.close();

  const trace = await ZuoraTrace.read(journal);
  rmSync(folder, { recursive: true });
  expect([trace.calls, trace.effects.size, trace.idleWrites]).toEqual([2, 2, []]);
});

test('tells a request apart that is repeated while Zuora does not show it, and knows who has access in the end', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zuora-access-trace-'));
  const journal = join(folder, 'zuora.jsonl');
  const zuora = await startZuora({ port: 0, journal });
  const [username, tenant] = ['asked@example.com', tenantFor({})];
  const sandbox = new SandboxAdmin(zuora.url);
  await sandbox.prepare(tenant);
  await sandbox.addUsers([{ username }]);
  const service = await signIn(zuora.url, tenant.clients.first, home);
  const ofOffice = await signIn(zuora.url, tenant.clients.ofOffice, approvedOffice);
  const headers = { 'zuora-track-id': 'message' };
  const request = () =>
    service('PUT', userPath(username, 'request-access'), { headers, body: { targetEntityIds: [approvedOffice] } });
  await request();
  await request();
  await ofOffice('PUT', userPath(username, 'accept-access'), { headers });
  await request();
  await zuora.close();

  const trace = await ZuoraTrace.read(journal);
  rmSync(folder, { recursive: true });
  expect(trace.repeatedRequests).toEqual(new Map([[username, 1]]));
  expect(trace.idleWrites).toEqual([`PUT ${userPath(username, 'request-access')} for message`]);
  expect(trace.held).toEqual(new Map([[`access of ${username} to ${approvedOffice}`, true]]));
});
