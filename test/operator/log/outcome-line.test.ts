import { expect, test } from '@jest/globals';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { formatLogRow, outcomeRow } from '../../../operator/log/log-row.ts';
import { parseOutcomeLine } from '../../../operator/log/outcome-line.ts';
import { entityNaming } from '../../../operator/policy/entity-naming.ts';

const line = { message: 'outcome', messageId: 'm-1' };
const nameEntity = entityNaming({ entities: { germany: seedEntity.germany } });
const row = (fields: object) => {
  const parsed = parseOutcomeLine(JSON.stringify({ ...line, ...fields }));
  return parsed && formatLogRow(outcomeRow(parsed, ['e-1'], nameEntity), (label) => label);
};

test.each([
  [
    { outcome: 'translated', operation: 'translateIdentityEvent', change: 'joined', username: 'ada', granted: ['uk'] },
    'translated       translateIdentityEvent      joined  ada  grant uk  e-1',
  ],
  [
    { outcome: 'ignored', operation: 'translateIdentityEvent', reason: 'report-only', reported: ['uk', 'japan'] },
    'ignored          translateIdentityEvent      report uk, japan  e-1  report-only',
  ],
  [
    {
      outcome: 'applied',
      operation: 'requestUserAccess',
      command: { username: 'ada', assignment: 'T-1', expiresAt: '2026-12-31T00:00:00.000Z', ticket: 'T-1' },
    },
    'applied          requestUserAccess           ada  assignment T-1  until 2026-12-31T00:00:00.000Z  e-1',
  ],
  [
    { outcome: 'applied', operation: 'revokeUserAccess', command: { username: 'ada', assignments: ['T-1', 'T-2'] } },
    'applied          revokeUserAccess            ada  only assignment T-1, T-2  e-1',
  ],
  [
    { outcome: 'applied', operation: 'revokeUserAccess', command: { username: 'ada', hold: true, ticket: 7 } },
    'applied          revokeUserAccess            ada  held  e-1',
  ],
  [
    { outcome: 'superseded', operation: 'revokeUserAccess', command: { username: 'ada', hold: false } },
    'superseded       revokeUserAccess            ada  e-1',
  ],
  [
    {
      outcome: 'applied',
      operation: 'applyAccessDecision',
      command: {
        ...{ username: 'ada', entityId: 'home', generation: 1, revision: 7, isSuspended: false, hasLeft: true },
        ruleAssignments: [{ entityId: seedEntity.germany, rules: ['everybody'] }],
        denials: [{ entityId: seedEntity.germany, rules: ['contractors'] }],
        ended: [{ entityId: seedEntity.japan, rules: ['project'] }],
      },
    },
    'applied          applyAccessDecision         ada  germany, …00000004  generation 1, revision 7  has left  e-1',
  ],
  [
    {
      outcome: 'applied',
      operation: 'applyAccessDecision',
      command: { username: 'ada', generation: 1, revision: 8, isSuspended: true, ruleAssignments: [], denials: 'none' },
    },
    'applied          applyAccessDecision         ada  generation 1, revision 8  suspended  e-1',
  ],
  [
    {
      outcome: 'retry',
      operation: 'requestUserAccess',
      attempt: 2,
      durationMs: 1.6,
      reason: 'temporary',
      retryInSeconds: 5,
    },
    'retry            requestUserAccess           e-1  attempt 2  2 ms  temporary  again in 5 s',
  ],
  [
    {
      outcome: 'translated',
      operation: 'translateIdentityEvent',
      change: 'left',
      username: 'ada',
      effectiveAt: '2026-12-31T00:00:00.000Z',
    },
    'translated       translateIdentityEvent      left  ada  effective 2026-12-31T00:00:00.000Z  e-1',
  ],
  [
    {
      outcome: 'applied',
      operation: 'revokeUserAccess',
      command: { username: 'ada', targetEntityIds: [seedEntity.germany, seedEntity.japan], later: 1 },
    },
    'applied          revokeUserAccess            ada  germany, …00000004  e-1',
  ],
  [
    {
      outcome: 'applied',
      operation: 'acceptEntityConnection',
      command: { connectionId: 'c-1', entityId: seedEntity.germany },
    },
    'applied          acceptEntityConnection      connection c-1  germany  e-1',
  ],
  [
    {
      outcome: 'superseded',
      operation: 'requestUserAccess',
      supersededBy: [
        { entityId: seedEntity.germany, operation: 'revokeUserAccess', time: '2026-11-21T09:30:00.000Z' },
        { entityId: seedEntity.japan, operation: 'revokeUserAccess', time: '2026-11-21T09:30:00.000Z' },
        { entityId: seedEntity.france, time: '2026-11-22T09:30:00.000Z' },
      ],
    },
    'superseded       requestUserAccess           e-1  superseded by revokeUserAccess of 2026-11-21T09:30:00.000Z in germany, …00000004  superseded by a revocation of 2026-11-22T09:30:00.000Z in …00000003',
  ],
  [
    {
      outcome: 'applied',
      operation: 'revokeUserAccess',
      zuoraRequestId: 'z-2',
      zuoraRequestIds: { [seedEntity.germany]: 'z-1', [seedEntity.japan]: 'z-2' },
    },
    'applied          revokeUserAccess            e-1  Zuora requests germany z-1, …00000004 z-2',
  ],
  [{ outcome: 'of-a-later-release', operation: 'x', news: 1 }, 'of-a-later-release  x                           e-1'],
])('a line of the audit trail is a row: %j', (told, expected) => {
  expect(row(told)).toBe(expected);
});
