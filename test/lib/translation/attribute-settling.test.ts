import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { entities, policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { bulk, patch, user } from '../../../fuzz/fixtures/scim.ts';
import { plain, workday, workdayRow } from '../../../fuzz/fixtures/vendors.ts';
import { sentAt } from '../../../fuzz/outcomes.ts';
import { knowledgeOf } from '../../../lib/people/knowledge.ts';
import { type KnownPerson, unknownPerson } from '../../../lib/people/known-person.ts';
import { changedBy } from '../../../lib/people/person-change.ts';
import { planMessage } from '../../../lib/translation/plan.ts';

const by = policy({
  rules: [
    { id: 'billing', when: { department: ['Billing'] }, grant: ['france'] },
    { id: 'sales', when: { department: ['Sales'] }, grant: ['japan'] },
    { id: 'auditor', when: { roles: ['auditor', 'clerk'] }, grant: ['germany'] },
  ],
  on: revoking,
});

function afterMessage(known: KnownPerson, content: unknown): KnownPerson {
  return planMessage(by, JSON.stringify(content), sentAt).changes.reduce(
    (person, change) => ('reading' in change ? changedBy(by, person, change.reading, change.source).person : person),
    known,
  );
}

/** What is known after messages about one person. */
const knownAfter = (...messages: readonly unknown[]) =>
  knowledgeOf(messages.reduce<KnownPerson>(afterMessage, unknownPerson('ada'))).person;

const says = (department: string | null | undefined, others: object = {}, envelope: object = {}) =>
  plain(
    'identity.user.changed.v1',
    { user: { id: 'u-1', userName: 'ada@example.com', department, ...others } },
    envelope,
  );

describe('of two values of one attribute at one time, in one message, the later one counts', () => {
  const department = (...messages: readonly unknown[]) => knownAfter(...messages)['department'];

  test.each([
    ['Billing', 'Sales'],
    ['Sales', 'Billing'],
  ])('%s, then %s', (first, second) => {
    const message = [says(first), says(second)];
    expect(department(message)).toBe(second);
    expect(department(message, message)).toBe(second);
  });

  test('in a bulk request of SCIM', () => {
    const created = { method: 'POST', path: '/Users', data: user({ id: 'u-1' }) };
    const data = patch({ op: 'replace', path: 'department', value: 'Sales' });
    const message = bulk(created, { method: 'PATCH', path: '/Users/u-1', data });
    expect(department(message)).toBe('Sales');
  });

  test('in two rows of a report that were completed on one day', () => {
    const row = (process: string, Department: string) =>
      workdayRow(process, { Completed_Date: '2026-11-20', Event_ID: process, Department });
    expect(department(workday(row('Hire', 'Billing'), row('Transfer', 'Sales')))).toBe('Sales');
  });

  test('if it removes the value, or gives one again', () => {
    expect(department([says('Billing'), says(null)])).toEqual(expect.any(Symbol));
    expect(department([says(null), says('Billing')])).toBe('Billing');
  });

  test('if it replaces a list as a whole', () => {
    const put = (...roles: string[]) => ({
      ...{ method: 'PUT', path: '/Users/u-1' },
      data: user({ id: 'u-1', roles: roles.map((value) => ({ value })) }),
    });
    expect(knownAfter(bulk(put('auditor'), put('clerk')))['roles']).toEqual(['clerk']);
  });

  test('unless the later change is of another account, another publisher, or says nothing of it', () => {
    expect(department([says('Sales'), says('Billing', { id: 'u-2' })])).toBe('Billing');
    expect(department([says('Billing'), says('Sales', { id: 'u-2' })])).toBe('Billing');
    expect(department([says('Billing'), says('Sales', {}, { source: 'other' })])).toBe('Billing');
    expect(department([says('Billing'), says(undefined)])).toBe('Billing');
  });
});

test('what messages say at one time is the same in any order of the messages', () => {
  const message = fc.array(fc.constantFrom('Billing', 'Sales', null), { minLength: 1, maxLength: 3 });
  const shuffled = fc
    .array(message, { minLength: 1, maxLength: 4 })
    .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })));
  const content = (values: readonly (string | null)[]) => values.map((value) => says(value));
  fc.assert(
    fc.property(shuffled, ([messages, others]) => {
      expect(knownAfter(...others.map(content))).toEqual(knownAfter(...messages.map(content)));
    }),
  );
});

test('the access follows the later value alone', () => {
  const { decided } = afterMessage(unknownPerson('ada'), [says('Billing'), says('Sales')]);
  expect([...decided.assignments.keys()]).toEqual([entities.japan]);
});
