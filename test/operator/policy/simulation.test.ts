import { expect, test } from '@jest/globals';
import { policy } from '../../../fuzz/fixtures/policies.ts';
import { plain, thin } from '../../../fuzz/fixtures/vendors.ts';
import { sentAt } from '../../../fuzz/outcomes.ts';
import { FileTooLong, UnreadableFile } from '../../../operator/errors.ts';
import { rowOfFailure, simulateMessage, totalsOf } from '../../../operator/policy/simulation.ts';

const joined = plain('identity.user.joined.v1', { user: { userName: 'ada@example.com', department: 'Billing' } });
const rows = (file: string, body: unknown) => simulateMessage(policy(), file, JSON.stringify(body), sentAt);

test('files, events and what came of them are counted each by itself', () => {
  const all = [
    ...rows('one.json', joined),
    ...rows('batch.json', [joined, 7, joined]),
    ...rows('none.json', []),
    rowOfFailure('long.json', new FileTooLong('long.json', 'longer than 1 MiB')),
    rowOfFailure('bad.json', new UnreadableFile('bad.json', 'not in UTF-8')),
  ];
  expect(totalsOf(all)).toEqual({
    files: 5,
    events: 4,
    outcomes: { translated: 3, 'dead-letter': 1, 'no-event': 1, 'too-long': 1, error: 1 },
    unresolvable: {},
    granted: 6,
    revoked: 0,
    reported: 0,
  });
});

test('unclear changes are counted by reason and source', () => {
  const nameless = plain('identity.user.joined.v1', { user: { externalId: 'A-1' } });
  const all = rows('unclear.json', [nameless, thin.hibob, thin.gusto('employee.created'), thin.hibob]);
  expect(totalsOf(all).unresolvable).toEqual({ 'ids-only': { hibob: 2, gusto: 1 }, 'no-username': { plain: 1 } });
});

test('an event about several people is one, with a row for each', () => {
  const members = [{ value: 'ada' }, { value: 'alan' }];
  const all = rows('group.json', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    displayName: 'zuora-germany',
    members,
  });
  expect(all.map(({ event }) => event)).toEqual([1, 1]);
  expect(totalsOf(all)).toMatchObject({ files: 1, events: 1 });
});
