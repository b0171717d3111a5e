import { describe, expect, test } from '@jest/globals';
import { policy, reading, revoking } from '../../../fuzz/fixtures/policies.ts';
import type { Person } from '../../../lib/identity/person.ts';
import type { IdentityEvent } from '../../../lib/identity/read-events.ts';
import type { ChangeKind, PersonReading } from '../../../lib/identity/reading.ts';
import { type KnownPerson, unknownPerson } from '../../../lib/people/known-person.ts';
import { changedBy } from '../../../lib/people/person-change.ts';
import type { Policy } from '../../../lib/policy/policy.ts';
import { settleMemberships } from '../../../lib/translation/memberships.ts';
import { growthOfWork } from '../../executed-blocks.ts';

const names = Array.from({ length: 100 }, (_, index) => `e${index}`);
const entities = Object.fromEntries(names.map((name, index) => [name, `5eed0000000040008000000000000${index + 100}`]));
const [homeEntity = '', ...offices] = names;

/** Every second rule denies half of what the others grant. */
const ruleFor = (when: object) => (_: unknown, index: number) => ({
  id: `rule-${index}`,
  when,
  ...(index % 2 === 0 ? { grant: offices } : { deny: offices.slice(0, 50) }),
});

function manyRules(count: number, when: object) {
  const rules = Array.from({ length: count }, ruleFor(when));
  return policy({ entities, homeEntity, rules, on: revoking });
}

const manyGroups = (count: number) => Array.from({ length: count }, (_, index) => `group-${index}`);

const decide = (by: Policy, change: PersonReading, before: KnownPerson = unknownPerson('ada')) =>
  changedBy(by, before, change, 'okta');

describe('the work to decide is linear', () => {
  const staff = { groups: ['staff'] };
  const changes: readonly (readonly [what: string, reading: PersonReading])[] = [
    ['match', reading('joined', staff)],
    ['ask for a removed group', reading('removed-from-group', {}, { groups: ['staff'] })],
    ['match although a group was removed', reading('removed-from-group', staff, { groups: ['staff 2'] })],
    ['no longer match', reading('changed', { groups: ['other'] }, { wholeLists: ['groups'] })],
    ['still match', reading('changed', staff, { wholeLists: ['groups'] })],
    ['match a leaver', reading('left', staff)],
  ];
  const rules = (times: number) => manyRules(times * 50, { groups: [{ prefix: 'staff' }] });

  test.each(changes)('in the rules that %s', async (_, change) => {
    const work = (times: number) => {
      const many = rules(times);
      return () => decide(many, change);
    };
    expect(await growthOfWork(work, 1)).toBeLessThan(12);
  });

  test.each(changes)('in the rules that gave somebody access, and %s', async (_, change) => {
    const work = (times: number) => {
      const many = rules(times);
      const { person } = decide(many, reading('joined', staff));
      return () => decide(many, change, person);
    };
    expect(await growthOfWork(work, 1)).toBeLessThan(12);
  });

  test('in the groups of a person, each of which is read once for all rules', async () => {
    const few = manyRules(1, staff);
    const many = manyRules(100, staff);
    const work = (rules: number) => () =>
      decide(rules === 1 ? few : many, reading('joined', { groups: manyGroups(8000) }));
    expect(await growthOfWork(work, 1)).toBeLessThan(2);
  });

  test('in the values of a rule and the groups of a person together', async () => {
    const work = (times: number) => {
      const groups = manyGroups(100 * times);
      const others = groups.map((name) => `${name}x`);
      const matchers = [...others, ...others.map((name) => ({ 'equals-ignore-case': name }))];
      const many = policy({ rules: [{ id: 'all', when: { groups: matchers }, grant: ['germany'] }] });
      return () => decide(many, reading('joined', { groups }));
    };
    expect(await growthOfWork(work, 1)).toBeLessThan(12);
  });

  test('in the excluded values of a rule and the values of a person together', async () => {
    const work = (times: number) => {
      const badges = manyGroups(100 * times);
      const when = { badges: [{ 'anything-but': badges }] };
      const many = policy({ rules: [{ id: 'all', when, grant: ['germany'] }] });
      return () => decide(many, reading('joined', { badges }));
    };
    expect(await growthOfWork(work, 1)).toBeLessThan(12);
  });

  test('in the groups that a rule and a removal name together', async () => {
    const work = (times: number) => {
      const groups = manyGroups(100 * times);
      const others = groups.map((name) => `${name}x`);
      const many = policy({ rules: [{ id: 'all', when: { groups: others }, grant: ['germany'] }] });
      return () => decide(many, reading('removed-from-group', {}, { groups }));
    };
    expect(await growthOfWork(work, 1)).toBeLessThan(12);
  });

  test.each<[what: string, change: ChangeKind, person: (groups: readonly string[]) => Person]>([
    ['are added to', 'added-to-group', () => ({})],
    ['are removed from', 'removed-from-group', () => ({})],
    ['keep', 'removed-from-group', (groups) => ({ groups })],
  ])('in the people of one event and the groups that they all %s', async (_, change, person) => {
    const work = (times: number) => {
      const few = manyRules(1, staff);
      const groups = manyGroups(25 * times);
      const changed = change === 'added-to-group' || person(groups)['groups'] === undefined ? groups : ['other'];
      const readings = groups.map((id) => reading(change, { ...person(groups), id }, { groups: changed }));
      return () => {
        for (const one of settleMemberships(few, [{ body: '', source: 'okta', readings }]).flatMap(people))
          decide(few, one);
      };
    };
    expect(await growthOfWork(work, 1)).toBeLessThan(12);
  });
});

function people(event: IdentityEvent): readonly PersonReading[] {
  return 'error' in event ? [] : event.readings.filter((reading) => reading.kind === 'person');
}
