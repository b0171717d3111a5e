import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import { contract } from '../../events/contract.ts';
import { readContracts } from '../../events/contracts.ts';
import { entityId } from '../../events/fields.ts';
import { userAccessRequested } from '../../events/user-access-requested.ts';
import { userAccessRevoked } from '../../events/user-access-revoked.ts';
import { readEvent } from '../../lib/event/event.ts';
import { readIdentityEvents } from '../../lib/identity/read-events.ts';
import { isSample } from '../../local/samples.ts';
import { accessEvent } from '../factories.ts';

const folder = join(__dirname, '../../events');
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

const examples = readdirSync(folder)
  .filter((file) => file.endsWith('.example.json') && !file.startsWith('identity-'))
  .map((file) => file.replace('.example.json', ''));

test.each(examples)('%s has a good worked example, with everything for the audit', async (name) => {
  const contract = (await readContracts()).get(name);
  if (!contract) throw new Error(`events/${name}.ts exports no contract: create one with contract(…).`);
  const { eventId, correlationId, requestedBy, requestReason } = readEvent(
    'any',
    contract,
    read(`${name}.example.json`),
    'any',
  );
  expect([eventId, correlationId, requestedBy, requestReason]).not.toContain(undefined);
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

test('the key of an assignment is one in both forms of Unicode', () => {
  const command = (contract: typeof userAccessRequested | typeof userAccessRevoked, data: object) =>
    readEvent<object>('any', contract, JSON.stringify(accessEvent({ type: contract.type }, data)), 'any').command;
  const [composed, decomposed] = ['Zoë', 'Zoë'.normalize('NFD')];
  expect(command(userAccessRequested, { assignment: decomposed })).toMatchObject({ assignment: composed });
  expect(command(userAccessRevoked, { assignments: [decomposed, composed] })).toMatchObject({
    assignments: [composed],
  });
});

test('a rule on several fields is checked, and its problem names the field', () => {
  const moved = contract(
    'test.moved.v1',
    { entityId, targetEntityId: z.optional(entityId) },
    z.refine(({ entityId, targetEntityId }) => entityId !== targetEntityId, {
      path: ['targetEntityId'],
      error: 'must be another entity than entityId',
    }),
  );
  const event = (data: object) =>
    JSON.stringify({ specversion: '1.0', type: moved.type, source: 's', time: '2026-11-21T09:30:00Z', data });
  const [one, same, other] = ['a', 'A', 'b'].map((digit) => digit.repeat(32));
  expect(readEvent('any', moved, event({ entityId: one, targetEntityId: other }), 'any').command).toMatchObject({
    targetEntityId: other,
  });
  expect(() => readEvent('any', moved, event({ entityId: one, targetEntityId: same }), 'any')).toThrow(
    'data.targetEntityId: must be another entity than entityId',
  );
});

describe('a revocation', () => {
  const ids = Array.from({ length: 51 }, (_, index) => String(index).padStart(32, '0'));
  const revoked = (data: object) =>
    readEvent(
      'revokeUserAccess',
      userAccessRevoked,
      JSON.stringify(accessEvent({ type: userAccessRevoked.type }, data)),
      'any',
    );

  test('may name the assignments that it ends, in any order', () => {
    const { command, commandHash } = revoked({ assignments: ['T-2', 'T-1', 'T-2'] });
    expect(command).toMatchObject({ assignments: ['T-1', 'T-2'] });
    expect(revoked({ assignments: ['T-1', 'T-2'] }).commandHash).toBe(commandHash);
    expect(revoked({ assignments: ['T-1'] }).commandHash).not.toBe(commandHash);
    expect(revoked({}).commandHash).not.toBe(commandHash);
  });

  test('may hold all access', () => {
    expect(revoked({ hold: true }).command).toMatchObject({ hold: true });
    expect(revoked({ hold: true }).commandHash).not.toBe(revoked({}).commandHash);
  });

  test.each([
    ['data.hold: must not be given with assignments', { assignments: ['T-1'], hold: true }],
    ['data.hold: must not be given with assignments', { assignments: ['T-1'], hold: false }],
    ['data.hold: must be true or false', { hold: 'true' }],
    ['data.assignments: must name at least one assignment', { assignments: [] }],
    ['data.assignments: must be fewer', { assignments: ['T-1', 'T-2'], targetEntityIds: ids }],
    ['data.assignments: must have at most 100 entries', { assignments: Array(101).fill('T-1') }],
    ['data.assignments.1: must not begin or end with white space', { assignments: ['T-1', 'T-2 '] }],
    ['data.expiresAt: is not a known field', { expiresAt: '2026-12-31T00:00:00Z' }],
  ])('is refused: %s', (problem, data) => {
    expect(() => revoked(data)).toThrow(problem);
  });

  test('may end a hundred assignments in an entity, and one in a hundred entities', () => {
    const keys = ids.flatMap((id) => [id, `another ${id}`]).slice(0, 100);
    expect(revoked({ assignments: keys }).command.assignments).toHaveLength(100);
    expect(
      revoked({ assignments: ['T-1'], targetEntityIds: keys.map((_, i) => String(i).padStart(32, '0')) }),
    ).toBeDefined();
  });
});

test.each([
  ['2026-12-31T01:00:00+01:00', '2026-12-31T00:00:00.000Z'],
  ['2026-12-31T00:00:00.1239Z', '2026-12-31T00:00:00.123Z'],
  ['2001-01-01T00:00:00Z', '2001-01-01T00:00:00.000Z'],
  ['9999-12-31T23:59:59-23:59', '+010000-01-01T23:58:59.000Z'],
])('access may end at %s, which is %s', (expiresAt, end) => {
  const body = JSON.stringify(accessEvent({}, { expiresAt }));
  expect(readEvent('requestUserAccess', userAccessRequested, body, 'any').command.expiresAt).toBe(end);
});
