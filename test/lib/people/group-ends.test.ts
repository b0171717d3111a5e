/** Memberships of groups that were deleted, or whose members were replaced. */
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { policy, reading, revoking } from '../../../fuzz/fixtures/policies.ts';
import { nothingDecided } from '../../../lib/people/decided-access.ts';
import {
  type GroupEnds,
  groupEndsOf,
  groupKeysOf,
  groupKeysSaid,
  withGroupEnds,
} from '../../../lib/people/group-ends.ts';
import { knowledgeOf } from '../../../lib/people/knowledge.ts';
import { groupKey, type KnownGroup, membersEndedAt } from '../../../lib/people/known-group.ts';
import { type KnownPerson, unknownPerson } from '../../../lib/people/known-person.ts';
import { changedBy, proposalAnew, settled } from '../../../lib/people/person-change.ts';
import { personAttributes, storedPersonOf } from '../../../lib/people/stored-person.ts';
import { usableFacts } from '../../../lib/people/usable-facts.ts';

const rules = policy({ rules: [{ id: 'group', when: { groups: ['a', 'b'] }, grant: ['germany'] }], on: revoking });
const usable = usableFacts(rules);

type Statement = {
  readonly source: string;
  readonly group: string;
  readonly minute: number;
  readonly is: 'added' | 'removed' | 'deleted' | 'replaced';
};

const timeOf = (minute: number) => `2026-11-21T09:${minute}:00.000Z`;

/** A person, and the items of groups, as the table of people has them. */
class Known {
  person: KnownPerson = unknownPerson('ada');
  readonly #groups = new Map<string, KnownGroup>();

  hear({ source, group: name, minute, is }: Statement): void {
    const time = timeOf(minute);
    if (is === 'added' || is === 'removed') {
      const said = reading(is === 'added' ? 'added-to-group' : 'removed-from-group', {}, { groups: [name], time });
      const ends = this.#ends(groupKeysSaid(said, source, usable));
      this.person = changedBy(rules, this.person, said, source, this.person, ends).person;
      return;
    }
    const key = groupKey({ source, name });
    const at = is === 'deleted' ? 'deletedAt' : 'replacedAt';
    const known = this.#groups.get(key) ?? { source, name };
    this.#groups.set(key, { ...known, [at]: [known[at] ?? '', time].toSorted().at(-1) });
  }

  look(): void {
    const { accounts } = this.person;
    this.person = { ...this.person, accounts: withGroupEnds(accounts, this.#ends(groupKeysOf(accounts))) };
  }

  groups() {
    const { person, absent } = knowledgeOf(this.person);
    return { present: person['groups'] ?? [], absent: absent['groups'] ?? [] };
  }

  #ends(keys: readonly string[]): GroupEnds {
    return groupEndsOf(keys.flatMap((key) => this.#groups.get(key) ?? []));
  }
}

/** What the newest statements say of one group in one source: whether the person is in it, and since when it is said. */
function lastOf(statements: readonly Statement[]) {
  const newest = (kind: Statement['is']) =>
    Math.max(-1, ...statements.filter(({ is }) => is === kind).map(({ minute }) => minute));
  const [added, removed] = [newest('added'), newest('removed')];
  const isAdded = added > removed;
  const isOver = added <= newest('deleted') || added < newest('replaced');
  return { isSaid: Math.max(added, removed) >= 0, isAdded, isOver: isAdded && isOver, at: Math.max(added, removed) };
}

test('the end of a group in a source that the policy does not list ends no access from before', () => {
  const known = new Known();
  known.hear({ source: 'scim', group: 'a', minute: 10, is: 'added' });
  known.hear({ source: 'okta', group: 'a', minute: 11, is: 'removed' });
  const ends = groupEndsOf([{ source: 'scim', name: 'a', deletedAt: timeOf(20) }]);
  const endedBy = (sources?: readonly string[]) => {
    const by = { ...rules, ...(sources && { sources }) } as typeof rules;
    const person = { ...known.person, decided: nothingDecided };
    return settled(by, person, proposalAnew(by, person, { groupEnds: ends, now: 0 }), []).change.endedBy.length;
  };
  expect([endedBy(), endedBy(['scim']), endedBy(['okta'])]).toEqual([1, 1, 0]);
});

/** By the statements alone, without their order. */
function expected(statements: readonly Statement[], group: string): 'present' | 'absent' | 'unknown' {
  const bySource = Map.groupBy(
    statements.filter((one) => one.group === group),
    ({ source }) => source,
  );
  const said = [...bySource.values()].map(lastOf).filter(({ isSaid }) => isSaid);
  if (said.length === 0) return 'unknown';
  const counting = said.filter(({ isOver }) => !isOver);
  const last = Math.max(-1, ...counting.map(({ at }) => at));
  const newest = counting.filter(({ at }) => at === last);
  return newest.length > 0 && newest.every(({ isAdded }) => isAdded) ? 'present' : 'absent';
}

const statement: fc.Arbitrary<Statement> = fc.record({
  source: fc.constantFrom('okta', 'workday'),
  group: fc.constantFrom('a', 'b'),
  minute: fc.integer({ min: 10, max: 15 }),
  is: fc.constantFrom('added', 'added', 'removed', 'deleted', 'replaced'),
});

test('in any order, doubled, and whenever the person is looked at, the same groups are known in the end', () => {
  const doubled = fc
    .array(statement, { minLength: 1, maxLength: 8 })
    .chain((all) =>
      fc.shuffledSubarray([...all, ...all.slice(0, 3)], { minLength: all.length + Math.min(3, all.length) }),
    );
  fc.assert(
    fc.property(doubled, fc.array(fc.boolean(), { minLength: 11, maxLength: 11 }), (all, looks) => {
      const known = new Known();
      for (const [index, one] of all.entries()) {
        known.hear(one);
        if (looks[index]) known.look();
      }
      known.look();
      const { present, absent } = known.groups();
      for (const group of ['a', 'b']) {
        const is = [present].flat().includes(group)
          ? 'present'
          : [absent].flat().includes(group)
            ? 'absent'
            : 'unknown';
        expect([group, is]).toEqual([group, expected(all, group)]);
      }
    }),
    { numRuns: 500 },
  );
});

describe('a membership', () => {
  const hearAll = (...all: [is: Statement['is'], minute: number, source?: string][]) => {
    const known = new Known();
    for (const [is, minute, source = 'okta'] of all) known.hear({ is, minute, source, group: 'a' });
    known.look();
    return [known.groups().present].flat();
  };

  test('ends with the group', () => expect(hearAll(['added', 10], ['deleted', 11])).toEqual([]));

  test('that comes late ends too', () => expect(hearAll(['deleted', 11], ['added', 10])).toEqual([]));

  test('of the group that was created again stays', () =>
    expect(hearAll(['added', 10], ['deleted', 11], ['added', 12])).toEqual(['a']));

  test('said as the group is deleted is over', () => expect(hearAll(['added', 11], ['deleted', 11])).toEqual([]));

  test('said as the members are replaced is not', () => {
    expect(hearAll(['added', 10], ['replaced', 11])).toEqual([]);
    expect(hearAll(['added', 11], ['replaced', 11])).toEqual(['a']);
  });

  test('of another source’s group stays, whichever is said last', () => {
    expect(hearAll(['added', 10, 'workday'], ['added', 11], ['deleted', 12])).toEqual(['a']);
    expect(hearAll(['added', 11, 'workday'], ['added', 10], ['deleted', 12])).toEqual(['a']);
  });
});

test('an event that says a membership again leaves its end to the look, which ends it as a removal', () => {
  const known = new Known();
  known.hear({ source: 'okta', group: 'a', minute: 10, is: 'added' });
  known.hear({ source: 'okta', group: 'a', minute: 12, is: 'deleted' });
  known.hear({ source: 'okta', group: 'a', minute: 11, is: 'added' });
  expect(known.groups().present).toEqual(['a']);
  known.look();
  expect(known.groups()).toEqual({ present: [], absent: ['a'] });
});

test('a directory that is gone takes the groups of its accounts, and those of no other', () => {
  const said = (directory: string) => ({
    ...reading('added-to-group', { id: directory }, { groups: ['a'], time: timeOf(10) }),
    directory,
  });
  const ends = groupEndsOf([{ source: 'workos', directory: 'd-1', deletedAt: timeOf(11) }]);
  const groupsOf = (directory: string) => {
    const { person } = changedBy(rules, unknownPerson('ada'), said(directory), 'workos');
    const accounts = withGroupEnds(person.accounts, ends);
    return knowledgeOf({ accounts }).person['groups'];
  };
  expect(groupsOf('d-1')).toBeUndefined();
  expect(groupsOf('d-2')).toEqual(['a']);
});

test('the end of a group is stored with the person', () => {
  const known = new Known();
  for (const is of ['added', 'deleted'] as const) known.hear({ source: 'okta', group: 'a', minute: 10, is });
  known.look();
  const item = marshall({ ...personAttributes(known.person), edition: 1 }, { removeUndefinedValues: true });
  expect(storedPersonOf(item).person).toEqual(known.person);
});

test('of two times of one group, the later end counts', () => {
  expect(membersEndedAt({ deletedAt: timeOf(11), replacedAt: timeOf(12) })).toBe('2026-11-21T09:11:59.999Z');
  expect(membersEndedAt({ deletedAt: timeOf(12), replacedAt: timeOf(12) })).toBe(timeOf(12));
  expect(membersEndedAt({ replacedAt: timeOf(12) })).toBe('2026-11-21T09:11:59.999Z');
});

test('a group of one name in two sources, or of two publishers, is not one group', () => {
  const keys = [
    groupKey({ source: 'okta', name: 'a' }),
    groupKey({ source: 'scim', name: 'a' }),
    groupKey({ source: 'okta', publisher: 'p', name: 'a' }),
    groupKey({ source: 'okta', directory: 'a' }),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});
