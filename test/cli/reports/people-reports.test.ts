/** What is shown of people fits the terminal, and steers none. */
import { expect, test } from '@jest/globals';
import stringWidth from 'string-width';
import { leaversCsv, leaversTable, toLeaverJson } from '../../../cli/reports/leavers-report.ts';
import { personSections, toPersonJson } from '../../../cli/reports/person-report.ts';
import { toJson } from '../../../cli/terminal/text.ts';
import { policy, reading } from '../../../fuzz/fixtures/policies.ts';
import { unknownPerson } from '../../../lib/people/known-person.ts';
import { changedBy } from '../../../lib/people/person-change.ts';
import type { Leaver } from '../../../operator/people/leavers.ts';
import { entityNaming } from '../../../operator/policy/entity-naming.ts';
import { parseCsv } from '../../csv.ts';

const hostile = `=evil\u001b[2J\u202e\u2028${'x'.repeat(100)}`;
const nameEntity = entityNaming(undefined);
const now = Date.parse('2026-11-29T08:00:00Z');

const leaver: Leaver = {
  ...{ person: 'p-1', account: 'a-1', username: hostile, isOnlyReported: true },
  ...{ is: 'left', since: '2026-11-20T08:00:00.000Z', reportedAt: '2026-11-21T08:00:00.000Z' },
  access: [
    {
      ...{ account: 'a-1', username: hostile, entityId: 'e-1', state: 'failed', reasons: [], blocks: [] },
      refusal: hostile,
    },
  ],
};

const said = reading('joined', { department: hostile, roles: [hostile] }, { publisher: hostile });
const rules = [{ id: 'a', when: { department: [{ prefix: '=' }], roles: [{ prefix: '=' }] }, grant: ['japan'] }];
const { person } = changedBy(policy({ rules }), unknownPerson('ada'), said, 'okta');
const logins = [{ login: hostile, generation: 1, isTheirs: false }];

const texts = (width: number | undefined) => [
  leaversTable([leaver], now, nameEntity, width),
  ...personSections({ person, logins }, nameEntity, width),
];

test.each([undefined, 200, 60])('no text steers a terminal of %p columns', (width) => {
  for (const text of texts(width)) expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u);
});

test('a narrow terminal gets a fact a line', () => {
  const [leavers = '', , account = ''] = texts(60);
  expect(leavers).toMatch(/^USER {6}=evil/);
  expect(leavers).toMatch(/\nOVERDUE {3}9d\nPOLICY {4}only reports$/);
  for (const line of [...leavers.split('\n'), ...account.split('\n').slice(1)]) {
    expect(stringWidth(line)).toBeLessThanOrEqual(60);
  }
});

test('programs get the values whole, and spreadsheets no formula', () => {
  const json = toJson([toLeaverJson(leaver, now), toPersonJson({ person, logins })]);
  expect(json.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u);
  expect(JSON.parse(json)).toMatchObject([
    { username: hostile, overdueSeconds: 9 * 24 * 3600, access: [{ refusal: hostile }] },
    {
      logins: [{ login: hostile }],
      accounts: [{ publisher: hostile, lists: [{ members: [{ name: expect.stringMatching(/^=evil/) }] }] }],
    },
  ]);
  const [names = [], row = []] = parseCsv(leaversCsv([leaver], now));
  expect(row[names.indexOf('username')]).toMatch(/^'=evil\u{FFFD}\[2J\u{FFFD}\u{FFFD}x+$/u);
});

test('the state is what the policy makes of its sources, in their order', () => {
  const by = policy({ sources: ['workday', 'scim'] });
  const joined = changedBy(by, unknownPerson('ada'), reading('joined'), 'workday').person;
  const left = { person: changedBy(by, joined, reading('left'), 'scim').person, logins: [] };
  const [state] = personSections({ ...left, order: by.sources }, nameEntity, undefined);
  expect(state).toMatch(/State {2}suspended since /);
  expect(toPersonJson({ ...left, order: by.sources })).toMatchObject({ leaving: { is: 'suspended' } });
  expect(toPersonJson({ ...left, order: ['workday'] })).toMatchObject({ leaving: null });
});
