import { expect, test } from '@jest/globals';
import type { LedgerRecord } from '../../../lib/ledger/ledger-record.ts';
import { describeEventEntities, hasId, recordFacts, toRecordJson } from '../../../operator/ledger/record-facts.ts';
import { now, record } from './ledger-record.ts';

const named = (entityId: string) => entityId;

test.each<[is: string, changes: Partial<LedgerRecord>, shown: string]>([
  ['done', { state: 'done', outcome: 'already-applied' }, 'already-applied'],
  ['given up', {}, 'dead-letter; open to the next attempt'],
  ['waiting', { outcome: 'retry', leaseExpiresAt: now + 61_000 }, 'retry; the next attempt can start in 1m 1s'],
  ['under way', { unsettled: true, leaseExpiresAt: now + 61_000 }, 'under way; the next attempt can start in 1m 1s'],
  ['cut off', { unsettled: true }, 'cut off; open to the next attempt'],
])('a record that is %s says so', (_, changes, shown) => {
  expect(recordFacts({ ...record, ...changes }, now, named)).toMatchObject({
    Outcome: shown,
    'Idempotency key': 'first.2 (epoch 2)',
    'Failed attempts': 3,
  });
});

test('a record that has a request of each of several entities shows all of them', () => {
  const zuoraRequestIds = { uk: 'r-1', japan: 'r-2' };
  expect(recordFacts({ ...record, zuoraRequestId: 'r-2', zuoraRequestIds }, now, named)).toMatchObject({
    'Zuora request in uk': 'r-1',
    'Zuora request in japan': 'r-2',
  });
});

test('a record says in which entities Zuora accepted an event that failed in others, and not who noted it', () => {
  const failed = { ...record, accepted: { by: 'the owner of an attempt', entityIds: ['uk', 'japan'] } };
  expect(recordFacts(failed, now, named)).toMatchObject({ 'Accepted in': 'uk, japan' });
  expect(toRecordJson(failed)).toMatchObject({ accepted: ['uk', 'japan'] });
  expect(JSON.stringify(toRecordJson(failed))).not.toContain('the owner');
  expect(toRecordJson(record)).not.toHaveProperty('accepted');
});

test('a record says what a request gives, and what a revocation ends', () => {
  const given = { assignment: 'T-1', accessExpiresAt: '2026-12-31T00:00:00.000Z', ticket: 'T-2' };
  const assignments = ['T-1', 'T-2', 'T-3', 'T-4', 'T-5', 'T-6'];
  expect(recordFacts({ ...record, ...given, approvedBy: ['alan', 'grace'] }, now, named)).toMatchObject({
    ...{ Assignment: 'T-1', 'Access ends': '2026-12-31T00:00:00.000Z', Ticket: 'T-2' },
    ...{ 'Approved by': 'alan, grace', Held: undefined },
  });
  expect(recordFacts({ ...record, assignments }, now, named)).toMatchObject({
    ...{ 'Ends only': 'T-1, T-2, T-3, T-4, T-5 and 1 more', Assignment: undefined },
  });
  expect(recordFacts({ ...record, expiresAt: 1_800_000_000 }, now, named)).toMatchObject({
    ...{ 'Record expires': '2027-01-15T08:00:00.000Z', 'Access ends': undefined },
  });
  expect(recordFacts({ ...record, hold: true }, now, named)['Held']).toMatch(/^no later request /);
  expect(recordFacts({ ...record, hold: false }, now, named)['Held']).toBeUndefined();
});

test('a record says which decision of the policy it is of, and what it says of the person', () => {
  const decision = { personId: 'p-1', generation: 2, revision: 7, isSuspended: false, hasLeft: false };
  expect(recordFacts({ ...record, ...decision }, now, named)).toMatchObject({
    ...{ Person: 'p-1', Decision: 'generation 2, revision 7', 'The person': undefined, 'Left at': undefined },
  });
  const left = { hasLeft: true, leftAt: '2026-12-31T00:00:00.000Z' };
  expect(recordFacts({ ...record, ...decision, ...left }, now, named)).toMatchObject({
    ...{ 'The person': 'has left', 'Left at': left.leftAt },
  });
  expect(recordFacts({ ...record, ...decision, isSuspended: true }, now, named)['The person']).toBe('suspended');
  expect(recordFacts(record, now, named)['Decision']).toBeUndefined();
});

test.each<[record: Partial<LedgerRecord>, entities: string | undefined]>([
  [{ targetEntityIds: ['uk', 'japan'], zuoraRequestIds: { uk: 'r-1' }, entityId: 'global' }, 'uk, japan'],
  [{ zuoraRequestIds: { uk: 'r-1', japan: 'r-2' }, entityId: 'uk' }, 'called in uk, japan'],
  [{ entityId: 'global' }, 'called in global'],
  [{}, undefined],
])(
  'the entities of the record with %j are %j: those of its calls are not taken for those of the event',
  (changes, entities) => {
    expect(describeEventEntities({ ...record, ...changes }, named)).toBe(entities);
  },
);

test.each<[id: string, called: boolean, record: Partial<LedgerRecord>]>([
  ['joiner-7', true, { eventId: 'joiner-7' }],
  ['first', true, {}],
  ['ticket-7', true, { correlationId: 'ticket-7' }],
  ['00u1', true, { correlationId: 'okta:00u1' }],
  ['a:b', true, { correlationId: 'okta:a:b' }],
  ['g-1', true, { correlationId: 'google:g-1/2' }],
  ['joiner-7', true, { correlationId: 'plain:["hr","joiner-7"]' }],
  ['say "7"', true, { correlationId: 'plain:["hr","say \\"7\\""]' }],
  ['00u1', true, { correlationId: 'ticket-7', identityEventId: '00u1' }],
  ['joiner-7', true, { correlationId: 'ticket-7', identityEventId: '["hr","joiner-7"]' }],
  ['g-1', true, { correlationId: 'ticket-7', identityEventId: 'g-1/2' }],
  ['message-9', true, { identityMessageId: 'message-9' }],
  ['00u', false, { correlationId: 'ticket-7', identityEventId: '00u1' }],
  ['00u', false, { correlationId: 'okta:00u1' }],
  ['0u1', false, { correlationId: 'okta:00u1' }],
  ['7', false, { correlationId: 'plain:["hr","joiner-7"]' }],
  ['ticket', false, { correlationId: 'ticket-7' }],
])('whether %s is an id (%j) of the record of %j', (id, called, changes) => {
  expect(hasId({ ...record, ...changes }, id)).toBe(called);
});
