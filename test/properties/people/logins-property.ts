/**
 * Accounts of one source get other logins, and get them back, and a login goes to somebody else once its owner has left. The
 * events come in any order, doubled and with crashes, until all are learnt: then the last owner in the source's order has it.
 */
import { expect } from '@jest/globals';
import * as fc from 'fast-check';
import { entities, policy, reading, revoking } from '../../../fuzz/fixtures/policies.ts';
import { PeopleWorld } from './people-world.ts';
import { day, type Human, loginOf, minute, people } from './sources.ts';
import { Crash, type Fate, goesWell } from './worker.ts';

const by = policy({
  rules: [{ id: 'billing', when: { department: ['Billing'] }, grant: ['france'] }],
  on: revoking,
  safeguard: 'off',
});
const begin = Date.parse('2026-11-20T09:00:00Z');

const logins = [...people.map(loginOf), 'new@example.com'] as const;

interface Change {
  readonly human: Human;
  readonly what: { readonly login: string } | { readonly department: 'Billing' | 'Sales' } | 'left' | 'back';
  /** Whether the event has the login, and not only the id of the account. */
  readonly isNamed: boolean;
}

const change: fc.Arbitrary<Change> = fc.record({
  human: fc.constantFrom(...people),
  what: fc.oneof(
    { weight: 4, arbitrary: fc.record({ login: fc.constantFrom(...logins) }) },
    { weight: 2, arbitrary: fc.record({ department: fc.constantFrom('Billing' as const, 'Sales' as const) }) },
    { weight: 2, arbitrary: fc.constantFrom('left' as const, 'back' as const) },
  ),
  isNamed: fc.boolean(),
});

/** What the source knows of somebody. */
interface Entry {
  readonly login: string;
  readonly department: 'Billing' | 'Sales';
  readonly hasLeft: boolean;
}

/** What the source makes of the changes that it can make. */
function historyOf(changes: readonly Change[]) {
  const entries = new Map<Human, Entry>(
    people.map((human) => [human, { login: loginOf(human), department: 'Billing', hasLeft: false }]),
  );
  const entryOf = (human: Human) => entries.get(human) ?? { login: '', department: 'Sales', hasLeft: true };
  /** Who had each login, one after another. */
  const owners = new Map<string, Human[]>(people.map((human) => [loginOf(human), [human]]));
  const ownersOf = (login: string) => owners.get(login) ?? [];
  const events = changes.flatMap(({ human, what, isNamed }, index) => {
    const before = entryOf(human);
    const more = { id: `e${index}`, time: new Date(begin + index * minute).toISOString() };
    const said = (kind: 'changed' | 'left', entry: Entry, facts: object = {}) => {
      entries.set(human, entry);
      const about = { id: `okta ${human}`, ...(isNamed && { userName: entry.login }), ...facts };
      return [{ ...reading(kind, {}, more), person: about }];
    };
    if (what === 'left') return said('left', { ...before, hasLeft: true });
    if (what === 'back') {
      // While one of their logins is somebody else's, the one who comes first of the two keeps it.
      const isTaken = [...owners.values()].some((all) => all.includes(human) && all.at(-1) !== human);
      return isTaken ? [] : said('changed', { ...before, hasLeft: false }, { active: true });
    }
    // A source changes nothing of an account that is over.
    if (before.hasLeft) return [];
    if ('department' in what) return said('changed', { ...before, ...what }, what);
    // A login that somebody has, or had, stays theirs until they have left.
    if (ownersOf(what.login).some((owner) => owner !== human && !entryOf(owner).hasLeft)) return [];
    if (ownersOf(what.login).at(-1) !== human) owners.set(what.login, [...ownersOf(what.login), human]);
    return said('changed', { ...before, ...what }, { userName: what.login });
  });
  return { events, entryOf, ownersOf };
}

const fate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(goesWell) },
  { weight: 1, arbitrary: fc.constant({ losesDecisions: true }) },
  { weight: 2, arbitrary: fc.record({ crashAt: fc.nat(12), isAfter: fc.boolean() }) },
);

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      deliveries: fc.array(fc.record({ event: fc.nat(), fate }), { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ look: fate, after: fc.constantFrom(minute, 11 * minute, day) }) },
);

export const loginsProperty = () =>
  fc.asyncProperty(
    fc.array(change, { minLength: 1, maxLength: 14, size: 'max' }),
    fc.array(step, { maxLength: 12 }),
    fc.scheduler(),
    async (changes, steps, scheduler) => {
      const { events, entryOf, ownersOf } = historyOf(changes);
      const world = new PeopleWorld();
      const learnt = new Set<unknown>();
      const deliver = async (said: (typeof events)[number], itsFate: Fate, turn?: () => Promise<void>) => {
        try {
          await world.learn(by, { source: 'okta', readings: [said] }, itsFate, turn);
          learnt.add(said);
        } catch (error) {
          if (!(error instanceof Crash) && !['busy', 'login-conflict'].includes(Object(error).reason)) throw error;
        }
      };
      const joined = people.map((human, index) =>
        reading(
          'joined',
          { id: `okta ${human}`, userName: loginOf(human), department: 'Billing' },
          { id: `j${index}`, time: new Date(begin - day).toISOString() },
        ),
      );
      await world.learn(by, { source: 'okta', readings: joined });
      const turn = async () => {
        await scheduler.schedule(Promise.resolve());
      };
      for (const one of steps) {
        if ('look' in one) {
          world.clock.advance(one.after);
          await world.look(by, one.look);
        } else if (events.length > 0) {
          const works = one.deliveries.flatMap(({ event, fate: itsFate }) => {
            const said = events[event % events.length];
            return said === undefined ? [] : [deliver(said, itsFate, turn)];
          });
          await scheduler.waitFor(Promise.all(works));
        }
      }
      // What is in conflict with what has not come yet is tried again.
      for (let tries = 0; tries <= events.length; tries += 1) {
        world.clock.advance(3 * minute);
        for (const said of events) if (!learnt.has(said)) await deliver(said, goesWell);
      }
      expect(events.filter((said) => !learnt.has(said))).toEqual([]);
      for (let look = 0; look < 40 && !world.isQuiet(); look += 1) {
        world.clock.advance(day);
        await world.look(by);
      }
      expect(world.isQuiet()).toBe(true);
      const known = world.people;
      expect(known).toHaveLength(people.length);
      const personOf = (human: Human) =>
        known.find(({ accounts: [account] }) => account?.facts.get('id')?.value === `okta ${human}`);
      for (const login of logins) {
        const owner = ownersOf(login).at(-1);
        const told = world.told.get(login);
        if (owner === undefined) {
          expect({ login, told }).toEqual({ login, told: undefined });
          continue;
        }
        const { login: current, department, hasLeft } = entryOf(owner);
        const access = {
          hasLeft,
          assignments: hasLeft || department !== 'Billing' ? [] : [entities.france],
        };
        const person = personOf(owner);
        expect({ owner, ...access }).toEqual({
          owner,
          hasLeft: person?.decided.hasLeft,
          assignments: [...(person?.decided.assignments.keys() ?? [])],
        });
        // A name that was given up again before it was heard of is nobody's.
        if (current !== login && told?.personId !== person?.id) continue;
        // Somebody who has left needs no further login.
        if (hasLeft && told?.personId !== person?.id) continue;
        expect({ login, ...told }).toMatchObject({ login, personId: person?.id, ...access });
      }
    },
  );
