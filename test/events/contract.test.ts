import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import type { Contract } from '../../events/contract.ts';
import { entityConnectionApproved } from '../../events/entity-connection-approved.ts';
import { entityConnectionDenied } from '../../events/entity-connection-denied.ts';
import { entityConnectionDisconnectRequested } from '../../events/entity-connection-disconnect-requested.ts';
import { entityConnectionRequested } from '../../events/entity-connection-requested.ts';
import { userAccessApproved } from '../../events/user-access-approved.ts';
import { userAccessRequested } from '../../events/user-access-requested.ts';
import { userAccessRevoked } from '../../events/user-access-revoked.ts';
import { readEvent } from '../../lib/event/event.ts';
import { readIdentityEvents } from '../../lib/identity/read-events.ts';
import { isSample } from '../../local/samples.ts';

const folder = join(__dirname, '../../events');
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

describe.each<[name: string, contract: Contract<object>]>([
  ['user-access-requested', userAccessRequested],
  ['user-access-approved', userAccessApproved],
  ['user-access-revoked', userAccessRevoked],
  ['entity-connection-requested', entityConnectionRequested],
  ['entity-connection-approved', entityConnectionApproved],
  ['entity-connection-denied', entityConnectionDenied],
  ['entity-connection-disconnect-requested', entityConnectionDisconnectRequested],
])('%s', (name, contract) => {
  test('its worked example is good', () => {
    const { eventId, correlationId, requestedBy, requestReason } = readEvent(
      'any',
      contract,
      read(`${name}.example.json`),
      'any',
    );
    expect([eventId, correlationId, requestedBy, requestReason]).not.toContain(undefined);
  });
});

test.each([
  ['identity-user-joined', 'joined'],
  ['identity-user-changed', 'changed'],
  ['identity-user-left', 'left'],
  ['identity-group-member-added', 'added-to-group'],
  ['identity-group-member-removed', 'removed-from-group'],
])('the worked example of %s is read as: %s', (name, change) => {
  expect(readIdentityEvents(read(`${name}.example.json`), '2026-11-21T09:45:00Z')).toMatchObject([
    { source: 'plain', readings: [{ kind: 'person', change, person: { userName: expect.any(String) } }] },
  ]);
});

test.each(readdirSync(folder).filter(isSample))('%s carries the worked example', (file) => {
  const { Records } = JSON.parse(read(file));
  expect(Records.map(({ body }: { body: string }) => JSON.parse(body))).toEqual([
    JSON.parse(read(file.replace('.sqs.', '.example.'))),
  ]);
});

test('the JSON Schemas for publishers are what the contracts say', async () => {
  const checking = promisify(execFile)(process.execPath, [join(folder, 'publish-schemas.ts'), '--check']);
  await expect(checking).resolves.toMatchObject({ stderr: '' });
});
