import { expect, test } from '@jest/globals';
import { personTable } from '../../../cli/reports/status-report.ts';
import type { LedgerRecord } from '../../../lib/ledger/ledger-record.ts';
import { now, record } from '../../operator/ledger/ledger-record.ts';

const named = (entityId: string) => entityId;
const detail = 'HTTP 200, 56500130 the user cannot be given access to this entity now';
const superseded = ['germany', 'france'];

/** The last cell of the only row. */
function whyOf(changes: Partial<LedgerRecord>): string | undefined {
  const [, row = ''] = personTable([{ ...record, ...changes }], [], now, named, undefined).split('\n');
  return row.split(/ {2,}/).at(-1);
}

test.each<[is: string, changes: Partial<LedgerRecord>, why: string]>([
  ['failed', { reason: 'not-found', detail: 'no such user' }, 'not-found: no such user'],
  ['failed for long', { reason: 'business-rule', detail }, 'business-rule: HTTP 200, 56500130 the user cann…'],
  ['is superseded in part', { outcome: 'applied', superseded }, 'superseded in germany, france'],
  [
    'failed, and is superseded in part',
    { reason: 'business-rule', detail, superseded },
    'business-rule; superseded in germany, france: H…',
  ],
  ['is superseded', { outcome: 'superseded', superseded, detail: 'a newer event counts' }, 'a newer event counts'],
  ['was applied', { outcome: 'applied' }, '-'],
])('WHY of an event that %s keeps its reason', (_, changes, why) => {
  expect(whyOf(changes)).toBe(why);
});
