/** Runs the property of people, over the service and over the service with bugs. The variables are those of delivery.test.ts. */
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { PeopleTable } from '../../../lib/people/people-table.ts';
import { runsOf } from '../environment-runs.ts';
import { peopleProperty } from './people-property.ts';
import { type SourceBug, withSourceBug } from './planted-source.ts';

test('everybody has the access that the newest facts give, and every account was told so', async () => {
  await fc.assert(peopleProperty(), runsOf(200));
});

const search = { numRuns: 1000, seed: 5, endOnFailure: true };

const sourceBugs: readonly SourceBug[] = [
  {
    bug: 'an older value of an attribute that counts',
    file: 'lib/people/learning.ts',
    sound: 'return said.saidAt > known.saidAt ? said : known;',
    broken: 'return said.saidAt < known.saidAt ? said : known;',
  },
  {
    bug: 'an older membership that counts',
    file: 'lib/people/learning.ts',
    sound: 'const isNewer = said.saidAt > known.saidAt ||',
    broken: 'const isNewer = said.saidAt < known.saidAt ||',
  },
  {
    bug: 'an older state that counts',
    file: 'lib/people/employment.ts',
    sound: 'const isNewer = said.saidAt > known.saidAt ||',
    broken: 'const isNewer = said.saidAt < known.saidAt ||',
  },
  {
    bug: 'an unknown attribute that is taken for absent',
    file: 'lib/policy/rule-judgement.ts',
    sound: 'isCleared(attribute) || (values.length > 0 &&',
    broken: 'isCleared(attribute) || values.length === 0 || (values.length > 0 &&',
  },
  {
    bug: 'an absent attribute that is taken for unknown',
    file: 'lib/policy/rule-judgement.ts',
    sound: 'isCleared(attribute) || (values.length > 0 &&',
    broken: '(values.length > 0 &&',
  },
  {
    bug: 'an order of sources that nobody follows',
    file: 'lib/people/ranked-accounts.ts',
    sound: 'if (order === undefined) return [accounts];',
    broken: 'return [accounts.filter(({ source }) => isCounting(source, order))];',
  },
  {
    bug: 'an order of sources that is turned around',
    file: 'lib/people/ranked-accounts.ts',
    sound: 'return order.map((name) =>',
    broken: 'return order.toReversed().map((name) =>',
  },
  {
    bug: 'a source that counts though the order does not list it',
    file: 'lib/people/ranked-accounts.ts',
    sound: 'return order.map((name) =>',
    broken: 'return [...new Set([...order, ...accounts.map(({ source }) => source)])].map((name) =>',
  },
  {
    bug: 'a deleted group that keeps its members',
    file: 'lib/people/known-group.ts',
    sound: 'return deletedAt > beforeReplacement ? deletedAt : beforeReplacement;',
    broken: 'return beforeReplacement;',
  },
  {
    bug: 'a replaced group that keeps its members',
    file: 'lib/people/known-group.ts',
    sound: 'return deletedAt > beforeReplacement ? deletedAt : beforeReplacement;',
    broken: 'return deletedAt;',
  },
  {
    bug: 'members of an ended group whom nobody looks for',
    file: 'lib/people/group-ends.ts',
    sound: 'return withGroupEnds(accounts, ends).some((account, index) => account !== accounts[index]);',
    broken: 'return false;',
  },
  {
    bug: 'a member who comes after the end of the group, and is out',
    file: 'lib/people/group-ends.ts',
    sound: 'return isMember && (endedAt === undefined || saidAt > endedAt);',
    broken: 'return isMember && endedAt === undefined;',
  },
  {
    bug: 'a suspension that is taken for a leaving',
    file: 'lib/people/presence.ts',
    sound: "return states.every(({ is }) => is === 'left');",
    broken: 'return states.length > 0;',
  },
  {
    bug: 'a leaving that is taken for a suspension',
    file: 'lib/people/employment.ts',
    sound: 'if (endsEverything(change)) return change;',
    broken: "if (endsEverything(change)) return 'suspended';",
  },
  {
    bug: 'a move without a grace',
    file: 'lib/people/entity-decision.ts',
    sound: 'const end = endsAt ?? new Date(now + length)',
    broken: 'const end = endsAt ?? new Date(now)',
  },
  {
    bug: 'a grace that nobody ends',
    file: 'lib/people/due-person.ts',
    sound: 'const times = [...operatorLook(person, now), ...graceEnds(person)];',
    broken: 'const times = operatorLook(person, now);',
  },
];

const checkWith = (bug: SourceBug, runs: fc.Parameters<unknown>) =>
  withSourceBug(bug, async () => {
    const { peopleProperty: broken } = await import('./people-property.ts');
    return fc.check(broken(), runs);
  });

test.each(sourceBugs)('$bug is noticed', async (bug) => {
  const { errorInstance } = await checkWith(bug, search);
  expect(errorInstance).toHaveProperty('matcherResult');
});

test('nothing is noticed where a piece of the source is replaced by itself', async () => {
  for (const bug of sourceBugs) await checkWith({ ...bug, broken: bug.sound }, { numRuns: 1 });
});

/** Of a look the table is made for each message anew. */
function withBug(bug: (Table: typeof PeopleTable) => typeof PeopleTable): typeof PeopleTable {
  const Broken = bug(PeopleTable);
  Broken.prototype.within = function within() {
    return this;
  };
  return Broken;
}

test.each([
  [
    'a person who is written over',
    withBug(
      (Table) =>
        class extends Table {
          override async write(...[person, , due]: Parameters<PeopleTable['write']>) {
            return super.write(person, (await this.read(person.id))?.edition, due);
          }
        },
    ),
  ],
  [
    'a decision that nobody looks after',
    withBug(
      (Table) =>
        class extends Table {
          override write(...[person, edition]: Parameters<PeopleTable['write']>) {
            return super.write(person, edition);
          }
        },
    ),
  ],
  [
    'a policy that is applied to nobody',
    withBug(
      (Table) =>
        class extends Table {
          override requireDecision(...[person]: Parameters<PeopleTable['requireDecision']>) {
            return super.requireDecision(person);
          }
        },
    ),
  ],
  [
    'a key that is nobody’s',
    withBug(
      (Table) =>
        class extends Table {
          override async give() {
            return true;
          }
        },
    ),
  ],
  [
    'a login that is taken from whoever has it',
    withBug(
      (Table) =>
        class extends Table {
          override async claim(...[key, person]: Parameters<PeopleTable['claim']>) {
            return super.claim(key, person, (await this.owners([key])).get(key));
          }
        },
    ),
  ],
])('%s is noticed', async (_, Table) => {
  const { failed } = await fc.check(peopleProperty(Table), search);
  expect(failed).toBe(true);
});
