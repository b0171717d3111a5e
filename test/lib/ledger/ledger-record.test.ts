import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from '@jest/globals';
import { noFailures, noHistory } from '../../../lib/ledger/attempt-history.ts';
import { explainRefusal, type LedgerRecord, recordOf } from '../../../lib/ledger/ledger-record.ts';

const now = 1_000_000;
const record: LedgerRecord = {
  version: 1,
  identity: 'i',
  operation: 'requestUserAccess',
  commandHash: 'same',
  state: 'open',
  owner: 'first',
  leaseExpiresAt: now,
  messageId: 'm',
  epoch: 0,
  history: noHistory,
  unsettled: false,
};
/** The record as DynamoDB has it. */
function item(changes: object = {}) {
  const { leaseExpiresAt: freeAt, history, ...fields } = record;
  const { attempts, failures: tally } = history;
  return marshall({ ...fields, freeAt, attempts, tally, cutOff: false, ...changes });
}
const deadLettered = { ...record, outcome: 'dead-letter' };
const unknown = { ...noFailures, unknown: true };

test('an event without a record is free', () => {
  expect(explainRefusal(undefined, 'same', now)).toEqual({ is: 'free' });
});

test.each<[situation: string, record: LedgerRecord, same: string, other: string]>([
  ['done', { ...record, state: 'done', outcome: 'applied' }, 'done', 'mismatch'],
  ['under way', { ...record, leaseExpiresAt: now + 1, unsettled: true }, 'held', 'mismatch'],
  ['waiting for its retry', { ...record, leaseExpiresAt: now + 1, outcome: 'retry' }, 'held', 'mismatch'],
  ['due for its retry', { ...record, outcome: 'retry' }, 'free', 'mismatch'],
  ['cut off', { ...record, unsettled: true }, 'free', 'mismatch'],
  ['cut off after its redrive', { ...deadLettered, unsettled: true }, 'free', 'mismatch'],
  ['dead-lettered', deadLettered, 'free', 'replaceable'],
  [
    'dead-lettered with an unknown outcome',
    { ...deadLettered, history: { ...noHistory, failures: unknown } },
    'free',
    'mismatch',
  ],
  ['dead-lettered while Zuora may still work', { ...deadLettered, leaseExpiresAt: now + 1 }, 'held', 'mismatch'],
])('an event that is %s: the same is %s, corrected it is %s', (_, known, same, other) => {
  expect([explainRefusal(known, 'same', now).is, explainRefusal(known, 'other', now).is]).toEqual([same, other]);
});

test('a held record says until when', () => {
  expect(explainRefusal({ ...record, leaseExpiresAt: now + 5 }, 'same', now)).toEqual({ is: 'held', until: now + 5 });
});

test('of an event whose earlier attempt was cut off, nobody knows what that has done', () => {
  expect(recordOf(item({ cutOff: true })).history.failures.unknown).toBe(true);
  expect(recordOf(item()).history.failures.unknown).toBe(false);
});

test('what is no record of ours is refused', () => {
  expect(() => recordOf(item({ freeAt: 'soon' }))).toThrow();
  expect(() => recordOf(item({ version: 0 }))).toThrow();
});

test('a record from before there were versions is of the first', () => {
  const { version: _, ...unversioned } = item();
  expect(recordOf(unversioned)).toEqual(record);
});

test('a record of a later release is refused, whatever form it has', () => {
  const reading = () => recordOf(marshall({ identity: 'i', version: 2 }));
  const message =
    "The ledger's record i has version 2, and this release knows none after 1; use the release that wrote it, or a later one.";
  expect(reading).toThrow(expect.objectContaining({ name: 'ServiceError', reason: 'newer-record', message }));
});
