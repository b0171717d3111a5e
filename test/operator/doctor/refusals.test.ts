import { expect, test } from '@jest/globals';
import { judgeRefusals } from '../../../operator/doctor/refusals.ts';
import { germany, japan } from '../../factories.ts';
import { now, record } from '../ledger/ledger-record.ts';

const minute = 60_000;
const refused = (entityId: string | undefined, eventId: string, ago: number) => ({
  ...record,
  ...{ eventId, leaseExpiresAt: now - ago, reason: 'permission-denied' },
  ...(entityId && { entityId }),
});

test('refusals are counted by entity and operation, the newest first', () => {
  const records = [
    refused(germany, 'a', 3 * minute),
    refused(japan, 'b', 2 * minute),
    refused(germany, 'c', minute),
    refused(undefined, 'd', 4 * minute),
  ];
  expect(judgeRefusals({ records, gone: 0, read: 4, isAll: true }, 'prod', now)).toEqual({
    status: 'warn',
    found: `for missing rights: 2 requestUserAccess in ${germany} (the last, c, 1m ago); 1 requestUserAccess in ${japan} (the last, b, 2m ago); 1 requestUserAccess in an unknown entity (the last, d, 4m ago)`,
    fix: expect.stringContaining('zuora-access dlq redrive --reason permission-denied --stage prod'),
  });
});

test('a ledger that was not read to its end is said to have more', () => {
  expect(judgeRefusals({ records: [], gone: 0, read: 10_000, isAll: false }, 'prod', now)).toEqual({
    status: 'ok',
    found: 'none for missing rights among the first 10000 records of the ledger; it has more',
  });
});

test('refusals without a dead letter any more are no fault', () => {
  expect(judgeRefusals({ records: [], gone: 2, read: 4, isAll: true }, 'prod', now)).toEqual({
    status: 'ok',
    found: 'none for missing rights; 2 without a dead letter any more',
  });
});
