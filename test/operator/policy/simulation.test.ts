import { expect, test } from '@jest/globals';
import { policy } from '../../../fuzz/fixtures/policies.ts';
import { plain } from '../../../fuzz/fixtures/vendors.ts';
import { sentAt } from '../../../fuzz/outcomes.ts';
import { TooLong, Unreadable } from '../../../operator/errors.ts';
import { rowOfFailure, rowsOf, sumOf, totalsOf } from '../../../operator/policy/simulation.ts';

const joined = plain('identity.user.joined.v1', { user: { userName: 'ada@example.com', department: 'Billing' } });
const rows = (file: string, body: unknown) => rowsOf(policy(), file, JSON.stringify(body), sentAt);

test('files, events and what came of them are counted each by itself', () => {
  const all = [
    ...rows('one.json', joined),
    ...rows('batch.json', [joined, 7, joined]),
    ...rows('none.json', []),
    rowOfFailure('long.json', new TooLong('long.json', 'longer than 1 MiB')),
    rowOfFailure('bad.json', new Unreadable('bad.json', 'not in UTF-8')),
  ];
  expect(totalsOf(all)).toMatchObject({ files: 5, events: 4, granted: 6 });
  expect(sumOf(all)).toBe(
    '5 files, 4 events. Outcomes: 3 translated, 1 dead-letter, 1 no-event, 1 too-long, 1 error. Access: 6 granted, 0 revoked, 0 reported.',
  );
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
