import { describe, expect, test } from '@jest/globals';
import { progressOf } from '../../../operator/ledger/event-progress.ts';
import { record } from './ledger-record.ts';

const claimed = { ...record, owner: 'second' };
const done = { ...record, state: 'done', outcome: 'applied' } as const;

describe('a published event', () => {
  test.each([
    ['without a record', undefined, undefined, 'the function to receive it'],
    ['that an earlier publication left a dead letter of', record, record, 'the function to receive it'],
    ['that is claimed', { ...claimed, unsettled: true }, record, 'attempt 4, which is under way'],
    [
      'that comes back',
      { ...claimed, outcome: 'retry', reason: 'throttled' },
      record,
      'attempt 4, after retry: throttled',
    ],
  ])('%s has no outcome yet', (_, now, before, waitingFor) => {
    expect(progressOf(now, before, record.commandHash)).toEqual({ waitingFor });
  });

  test.each([
    ['whose work is done', { ...done, owner: 'second' }, record, 'applied'],
    ['whose work is done by an attempt that was under way', done, { ...record, unsettled: true }, 'applied'],
    ['whose work was done before', done, done, 'already-applied'],
    ['of which something newer counts', { ...claimed, outcome: 'superseded', reason: undefined }, record, 'superseded'],
  ])('%s has its outcome', (_, now, before, outcome) => {
    expect(progressOf(now, before, record.commandHash)).toMatchObject({ outcome });
  });

  test.each([
    ['that failed for good', claimed, record],
    ['that failed for good at its first publication', record, undefined],
  ])('%s is a dead letter, and its reason is told', (_, now, before) => {
    expect(progressOf(now, before, record.commandHash)).toEqual({ outcome: 'dead-letter', reason: record.reason });
  });

  test('is a dead letter if another one, with the same id, was faster', () => {
    const outcome = { outcome: 'dead-letter', reason: 'payload-mismatch' };
    expect(progressOf({ ...done, commandHash: 'another' }, undefined, record.commandHash)).toEqual(outcome);
  });
});
