/** Which sources a message is of. */
import { expect, test } from '@jest/globals';
import { policy } from '../../../fuzz/fixtures/policies.ts';
import { plain, workos, workosUser } from '../../../fuzz/fixtures/vendors.ts';
import { planMessage } from '../../../lib/translation/plan.ts';

const sentAt = '2026-11-21T09:30:00.000Z';
const heardFrom = (body: unknown) => planMessage(policy(), JSON.stringify(body), sentAt).heardFrom;

const ada = { user: { userName: 'ada' } };
const joined = (user: object, source: string) => plain('identity.user.joined.v1', { user }, { source });

test.each<[what: string, body: unknown, heard: readonly string[]]>([
  ['an event of a source', workos('dsync.user.created', workosUser), ['workos']],
  ['an event that means nothing here', workos('connection.activated', {}), ['workos']],
  ['an event without a person', workos('dsync.user.created', { object: 'directory_user' }), ['workos']],
  ['an event of the plain form', joined(ada.user, 'https://hr.example.com'), ['plain https://hr.example.com']],
  ['an event of the plain form about nobody', joined({ title: 'CEO' }, 'https://hr.example.com'), []],
  ['an event that cannot be read', plain('identity.user.joined.v1', {}), []],
  ['an event of no known source', { hello: 'world' }, []],
  ['no event', [], []],
  [
    'a batch of several sources',
    [
      ...[joined(ada.user, 'https://hr.example.com'), joined({ userName: 'grace' }, 'https://hr.example.com')],
      ...[joined(ada.user, 'https://idp.example.com'), workos('dsync.user.created', workosUser), { hello: 'world' }],
    ],
    ['plain https://hr.example.com', 'plain https://idp.example.com', 'workos'],
  ],
  [
    'a membership that a later event of the message reverses',
    ['added', 'removed'].map((what) =>
      plain(`identity.group.member-${what}.v1`, { ...ada, group: 'zuora-germany' }, { source: 'https://hr', id: what }),
    ),
    ['plain https://hr'],
  ],
])('%s', (_, body, heard) => {
  expect(heardFrom(body)).toEqual(heard);
});

test('an event that a rule makes a dead letter', () => {
  const by = policy({ rules: [{ id: 'billing', when: { department: ['Billing'] }, grant: ['france'] }] });
  const event = joined({ userName: 'ada', department: { code: { id: 7 } } }, 'https://hr.example.com');
  const { bad, heardFrom: heard } = planMessage(by, JSON.stringify(event), sentAt);
  expect({ bad: bad.length, heard }).toEqual({ bad: 1, heard: [] });
});
