import { expect, test } from '@jest/globals';
import type { AuditEntry } from '../../../lib/audit/audit-entry.ts';
import { accessAt, compareAccess } from '../../../operator/audit/access-at.ts';
import { auditEntry } from '../../audit-entries.ts';

const time = (second: number) => `2026-11-20T10:00:0${second}.000Z`;
const at = (second: number) => Date.parse(time(second));
const entry = (what: AuditEntry['what'], second: number, entityId = 'germany') =>
  auditEntry({ what, recordedAt: time(second), entityId });

test.each<[string, AuditEntry[], string | undefined]>([
  ['nothing is written', [], undefined],
  ['an event changed nothing', [entry('event', 1)], undefined],
  ['it was requested', [entry('request', 1)], 'requested'],
  ['a request was approved', [entry('request', 1), entry('approve', 2)], 'requested'],
  ['a look showed it', [entry('request', 1), entry('verify', 2)], 'yes'],
  ['it was requested again', [entry('verify', 1), entry('request', 2)], 'yes'],
  ['it ended', [entry('verify', 1), entry('deny', 2)], 'no'],
  ['somebody took it', [entry('verify', 1), entry('removal', 2)], 'no'],
  ['it was requested after its end', [entry('verify', 1), entry('deny', 2), entry('request', 3)], 'requested'],
  ['it ended later', [entry('verify', 1), entry('deny', 7)], 'yes'],
])('when %s', (_, entries, access) => {
  expect(accessAt(entries, at(6)).get('germany')).toBe(access);
});

test('two times are compared entity by entity', () => {
  const entries = [entry('verify', 1, 'japan'), entry('verify', 2), entry('deny', 4), entry('request', 5, 'france')];
  expect(compareAccess(entries, { from: at(3), to: at(6) })).toEqual([
    { entityId: 'france', before: undefined, after: 'requested' },
    { entityId: 'germany', before: 'yes', after: 'no' },
    { entityId: 'japan', before: 'yes', after: 'yes' },
  ]);
});
