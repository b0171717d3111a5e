import { expect, test } from '@jest/globals';
import { describeTotals } from '../../../cli/reports/simulation-report.ts';
import { policy } from '../../../fuzz/fixtures/policies.ts';
import { plain, thin } from '../../../fuzz/fixtures/vendors.ts';
import { sentAt } from '../../../fuzz/outcomes.ts';
import { FileTooLong, UnreadableFile } from '../../../operator/errors.ts';
import { rowOfFailure, simulateMessage } from '../../../operator/policy/simulation.ts';

test('files, events, outcomes and access are summed up in one line', () => {
  const joined = plain('identity.user.joined.v1', { user: { userName: 'ada@example.com', department: 'Billing' } });
  const rows = [
    ...simulateMessage(policy(), 'one.json', JSON.stringify(joined), sentAt),
    ...simulateMessage(policy(), 'batch.json', JSON.stringify([joined, 7, joined]), sentAt),
    ...simulateMessage(policy(), 'none.json', '[]', sentAt),
    rowOfFailure('long.json', new FileTooLong('long.json', 'longer than 1 MiB')),
    rowOfFailure('bad.json', new UnreadableFile('bad.json', 'is not UTF-8 text')),
  ];
  expect(describeTotals(rows)).toBe(
    '5 files, 4 events. Outcomes: 3 translated, 1 dead-letter, 1 no-event, 1 too-long, 1 error. Access: 6 granted, 0 revoked, 0 reported.',
  );
});

test('unclear changes are grouped by reason, with their sources', () => {
  const events = [thin.hibob, thin.gusto('employee.created'), thin.hibob];
  const rows = simulateMessage(policy(), 'unclear.json', JSON.stringify(events), sentAt);
  expect(describeTotals(rows).split('\n')).toEqual([
    '1 file, 3 events. Outcomes: 3 unresolvable. Access: 0 granted, 0 revoked, 0 reported.',
    'Unresolvable, ids-only: 3 (2 hibob, 1 gusto).',
  ]);
});
