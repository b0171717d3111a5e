/**
 * What sources say of people, in any order, doubled, lost and caught up, with crashes: in the end everybody has the access that
 * the newest facts give them, and every linked account was told so. The variables are those of delivery.test.ts.
 */
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { entities, policy, reading, revoking } from '../../../fuzz/fixtures/policies.ts';
import type { PersonReading } from '../../../lib/identity/reading.ts';
import { PeopleTable } from '../../../lib/people/people-table.ts';
import type { Policy } from '../../../lib/policy/policy.ts';
import { runsOf } from '../environment-runs.ts';
import { Crash, type Fate, PeopleWorld, type Told } from './people-world.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const begin = Date.parse('2026-11-20T09:00:00Z');

const first = policy({
  rules: [
    { id: 'group', when: { groups: ['g'] }, grant: ['germany'] },
    { id: 'billing', when: { department: ['Billing'] }, grant: ['france'] },
    { id: 'contractor', when: { userType: ['contractor'] }, deny: ['germany'], unknown: 'grant' },
  ],
  on: revoking,
  safeguard: 'off',
});

/** One rule has another id, the others are gone, and one is new. */
const second = policy({
  rules: [
    { id: 'members', when: { groups: ['g'] }, grant: ['germany'] },
    { id: 'japan', when: { department: ['Billing'] }, grant: ['japan'] },
  ],
  on: revoking,
  safeguard: 'off',
});

const people = ['ada', 'emmy', 'grace'] as const;
/** The first knows groups, the second departments and types; both know who is there. */
const sources = ['okta', 'workday'] as const;

type Human = (typeof people)[number];
type Source = (typeof sources)[number];

/** What one source knows of somebody. */
interface Entry {
  readonly is: 'active' | 'suspended' | 'left';
  readonly inGroup: boolean;
  readonly department: 'Billing' | 'Sales';
  readonly userType: 'contractor' | 'employee';
}

const nobody: Entry = { is: 'active', inGroup: false, department: 'Sales', userType: 'employee' };

interface Change {
  readonly human: Human;
  readonly source: Source;
  readonly part: Partial<Entry>;
  /** Whether the event says all that the source knows. */
  readonly isWhole: boolean;
  /** Whether the event has the login, and not only the id of the account. */
  readonly isNamed: boolean;
}

const change: fc.Arbitrary<Change> = fc.record({
  human: fc.constantFrom(...people),
  source: fc.constantFrom(...sources),
  part: fc.oneof(
    fc.record({ is: fc.constantFrom('active' as const, 'suspended' as const, 'left' as const) }),
    fc.record({ inGroup: fc.boolean() }),
    fc.record({ department: fc.constantFrom('Billing' as const, 'Sales' as const) }),
    fc.record({ userType: fc.constantFrom('contractor' as const, 'employee' as const) }),
  ),
  isWhole: fc.boolean(),
  isNamed: fc.boolean(),
});

interface Said {
  readonly human: Human;
  readonly source: Source;
  readonly reading: PersonReading;
  readonly isNamed: boolean;
}

const timeOf = (index: number) => new Date(begin + index * minute).toISOString();
const loginOf = (human: Human) => `${human}@example.com`;

/** All that a source knows, as of now. */
function whole(human: Human, source: Source, { is, inGroup, ...work }: Entry, index: number): Said {
  const about = { id: `${source} ${human}`, userName: loginOf(human) };
  const facts = source === 'okta' ? { groups: inGroup ? ['g'] : ['other'] } : work;
  const kind = is === 'active' ? ('changed' as const) : is;
  const person = { ...about, ...facts, active: is === 'active' };
  const more = { id: `e${index}`, time: timeOf(index), wholeLists: source === 'okta' ? ['groups'] : [] };
  return { human, source, reading: reading(kind, person, more), isNamed: true };
}

/** One change alone, by the id of the account. */
function part({ human, source, part: changed, isNamed }: Change, index: number): Said | undefined {
  const { is, inGroup, ...work } = changed;
  const about = { id: `${source} ${human}`, ...(isNamed && { userName: loginOf(human) }) };
  const more = { id: `e${index}`, time: timeOf(index) };
  const said = (kind: PersonReading['change'], facts: object = {}, others: object = {}): Said => ({
    ...{ human, source, isNamed },
    reading: { ...reading(kind, {}, { ...more, ...others }), person: { ...about, ...facts } },
  });
  if (is !== undefined) return is === 'active' ? said('changed', { active: true }) : said(is);
  if (inGroup !== undefined) {
    if (source !== 'okta') return undefined;
    return said(inGroup ? 'added-to-group' : 'removed-from-group', {}, { groups: ['g'] });
  }
  return source === 'workday' ? said('changed', work) : undefined;
}

/** The events that the sources send, and what they know in the end. */
function history(changes: readonly Change[]) {
  const known = new Map<string, Entry>();
  const keyOf = (human: Human, source: Source) => `${source} ${human}`;
  const entryOf = (human: Human, source: Source) => known.get(keyOf(human, source)) ?? nobody;
  const events = changes.flatMap((one, index) => {
    const { human, source, part: changed, isWhole } = one;
    const before = entryOf(human, source);
    // A source does not suspend an account that is over.
    if (before.is === 'left' && changed.is === 'suspended') return [];
    const entry = { ...before, ...changed };
    known.set(keyOf(human, source), entry);
    return (isWhole ? whole(human, source, entry, index) : part(one, index)) ?? [];
  });
  return { events, entryOf };
}

type Access = Pick<Told, 'assignments' | 'isSuspended' | 'hasLeft'>;

/**
 * What the policy gives somebody.
 *
 * @param hasDepartment whether a source has said one
 */
function expected(by: Policy, okta: Entry, workday: Entry, hasDepartment: boolean): Access {
  const states = [okta.is, workday.is];
  const hasLeft = states.includes('left');
  if (hasLeft) return { assignments: [], isSuspended: false, hasLeft };
  const isIn = (department: Entry['department']) => hasDepartment && workday.department === department;
  const isDenied = by === first && workday.userType === 'contractor';
  const given: readonly (readonly [string, boolean])[] = [
    [entities.germany, okta.inGroup && !isDenied],
    [entities.france, by === first && isIn('Billing')],
    [entities.japan, by === second && isIn('Billing')],
  ];
  const assignments = given.flatMap(([id, isGiven]) => (isGiven ? [id] : [])).toSorted();
  return { assignments, isSuspended: states.includes('suspended'), hasLeft };
}

const fate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.constant({ losesDecisions: true }) },
  { weight: 2, arbitrary: fc.record({ crashAt: fc.nat(12), isAfter: fc.boolean() }) },
);

/** Deliveries at the same time, a look, or another policy. */
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      deliveries: fc.array(fc.record({ event: fc.nat(), fate }), { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ look: fate, after: fc.constantFrom(minute, 11 * minute, day) }) },
  { weight: 1, arbitrary: fc.constant({ policy: second }) },
);

const property = (Table = PeopleTable) =>
  fc.asyncProperty(
    fc.array(change, { minLength: 1, maxLength: 12 }),
    fc.array(step, { maxLength: 12 }),
    fc.array(fc.boolean(), { maxLength: 12 }),
    fc.scheduler(),
    async (changes, steps, lost, scheduler) => {
      const { events, entryOf } = history(changes);
      const world = new PeopleWorld(Table);
      let by = first;
      const done = new Set<Said>();
      const deliver = async (said: Said, itsFate: Fate, turn?: () => Promise<void>) => {
        try {
          await world.learn(by, said, itsFate, turn);
          done.add(said);
        } catch (error) {
          if (!(error instanceof Crash) && Object(error).reason !== 'busy') throw error;
        }
      };
      const turn = async () => {
        await scheduler.schedule(Promise.resolve());
      };
      for (const one of steps) {
        if ('look' in one) {
          world.clock.advance(one.after);
          await world.look(by, one.look);
        } else if ('policy' in one) {
          by = one.policy;
          await world.apply(by);
        } else if (events.length > 0) {
          const works = one.deliveries.flatMap(({ event, fate: itsFate }) => {
            const said = events[event % events.length];
            return said === undefined ? [] : [deliver(said, itsFate, turn)];
          });
          await scheduler.waitFor(Promise.all(works));
        }
      }
      // Whoever has died has done so within the time of an invocation.
      world.clock.advance(3 * minute);
      // A suspension lifts no leaving: a source that goes on with one does not tell of a return that was lost before it.
      const isLost = ({ human, source }: Said, index: number) =>
        lost[index] === true && entryOf(human, source).is !== 'suspended';
      for (const [index, said] of events.entries())
        if (!done.has(said) && !isLost(said, index)) await deliver(said, {});
      const accounts = people.flatMap((human) => sources.map((source) => ({ human, source })));
      for (const { human, source } of accounts) {
        const own = events.filter((said) => said.human === human && said.source === source);
        // What was lost is caught up once the source says all that it knows.
        const isCaughtUp = own.every((said) => done.has(said)) && own.some(({ isNamed }) => isNamed);
        if (own.length > 0 && !isCaughtUp)
          await deliver(whole(human, source, entryOf(human, source), changes.length), {});
      }
      for (let look = 0; look < 40 && !world.isQuiet(); look += 1) {
        world.clock.advance(day);
        await world.look(by);
      }
      expect(world.isQuiet()).toBe(true);
      const known = world.people;
      for (const human of people) {
        const spoken = sources.filter((source) =>
          events.some((said) => said.human === human && said.source === source),
        );
        const ofHuman = known.filter(({ logins }) => logins.some(({ login }) => login === loginOf(human)));
        expect(ofHuman.map((person) => person.accounts.map(({ source }) => source).toSorted())).toEqual(
          spoken.length > 0 ? [spoken] : [],
        );
        const [person] = ofHuman;
        if (person === undefined) continue;
        const told = world.told.get(loginOf(human));
        const hasDepartment = [...done].some(
          (said) => said.human === human && said.reading.person['department'] !== undefined,
        );
        const wanted = expected(by, entryOf(human, 'okta'), entryOf(human, 'workday'), hasDepartment);
        const { assignments, hasLeft, isSuspended } = person.decided;
        expect({ human, hasLeft, isSuspended, assignments: [...assignments.keys()].toSorted() }).toEqual({
          human,
          ...wanted,
        });
        if (told === undefined) expect(person.revision).toBe(0);
        else expect(told).toMatchObject({ personId: person.id, revision: person.revision, ...wanted });
      }
    },
  );

test('everybody has the access that the newest facts give, and every account was told so', async () => {
  await fc.assert(property(), runsOf(200));
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
  const { failed } = await fc.check(property(Table), { numRuns: 500, seed: 5, endOnFailure: true });
  expect(failed).toBe(true);
});
