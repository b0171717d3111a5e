import { expect, test } from '@jest/globals';
import { recordFacts } from '../../cli/record.ts';
import type { LedgerRecord } from '../../lib/delivery/ledger-record.ts';
import { now, record } from './ledger-record.ts';

test.each<[is: string, changes: Partial<LedgerRecord>, shown: string]>([
  ['done', { state: 'done', outcome: 'already-applied' }, 'already-applied'],
  ['given up', {}, 'dead-letter; open to the next attempt'],
  ['waiting', { outcome: 'retry', freeAt: now + 61_000 }, 'retry; held for 1m 1s yet'],
  ['under way', { unsettled: true, freeAt: now + 61_000 }, 'under way; held for 1m 1s yet'],
  ['cut off', { unsettled: true }, 'cut off; open to the next attempt'],
])('a record that is %s says so', (_, changes, shown) => {
  expect(recordFacts({ ...record, ...changes }, now)).toMatchObject({
    Outcome: shown,
    'Idempotency key': 'first.2 (epoch 2)',
    'Failed attempts': 3,
  });
});
