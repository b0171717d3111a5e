/**
 * People who lose access one by one and many at once, before a safeguard that lets one of them go, and before an operator who
 * releases and keeps. Each message comes until it is done, with crashes: then the model is simple.
 */
import { expect } from '@jest/globals';
import * as fc from 'fast-check';
import { entities, policy, reading, revoking } from '../../../fuzz/fixtures/policies.ts';
import type { PersonReading } from '../../../lib/identity/reading.ts';
import { PeopleWorld, type Told } from './people-world.ts';
import { day, type Human, loginOf, minute, people } from './sources.ts';
import { Crash, type Fate, goesWell } from './worker.ts';

const hour = 60 * minute;

const rules = [
  { id: 'group', when: { groups: ['g'] }, grant: ['germany'] },
  { id: 'billing', when: { department: ['Billing'] }, grant: ['france'] },
];
const safeguard = {
  revocations: { people: 1, percent: 0, percentADay: 0 },
  grants: { people: 3, percent: 0 },
};
const by = policy({ rules, on: revoking, safeguard });
const unguarded = policy({ rules, on: revoking, safeguard: 'off' });

const says = ['removed', 'added', 'Sales', 'Billing', 'suspended', 'left', 'back'] as const;
type Says = (typeof says)[number];

interface Facts {
  readonly inGroup: boolean;
  readonly department: 'Billing' | 'Sales';
  readonly is: 'active' | 'suspended' | 'left';
}

/** Of somebody whom the service knows from before. */
const known: Facts = { inGroup: true, department: 'Billing', is: 'active' };

function after(before: Facts, what: Says): Facts {
  if (what === 'removed' || what === 'added') return { ...before, inGroup: what === 'added' };
  if (what === 'Sales' || what === 'Billing') return { ...before, department: what };
  if (what === 'back') return { ...before, is: 'active' };
  // A suspension lifts no leaving.
  return { ...before, is: before.is === 'left' ? 'left' : what };
}

function readingOf(human: Human, what: Says, time: string): PersonReading {
  const about = { id: `okta ${human}`, userName: loginOf(human) };
  const more = { id: `${what} ${human} ${time}`, time };
  if (what === 'removed') return reading('removed-from-group', about, { ...more, groups: ['g'] });
  if (what === 'added') return reading('added-to-group', about, { ...more, groups: ['g'] });
  if (what === 'suspended' || what === 'left') return reading(what, about, more);
  return reading('changed', { ...about, ...(what === 'back' ? { active: true } : { department: what }) }, more);
}

const fate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(goesWell) },
  { weight: 1, arbitrary: fc.record({ crashAt: fc.nat(20), isAfter: fc.boolean() }) },
);

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      about: fc.subarray([...people], { minLength: 1 }),
      what: fc.constantFrom(...says),
      fate,
      after: fc.constantFrom(minute, 2 * hour, day),
    }),
  },
  { weight: 1, arbitrary: fc.record({ operator: fc.constantFrom('releases', 'keeps'), after: fc.constant(minute) }) },
  { weight: 1, arbitrary: fc.record({ look: fate, after: fc.constantFrom(minute, 2 * hour, day) }) },
);

interface Loss {
  readonly human: Human;
  readonly at: number;
}

const has = (told: Told | undefined) =>
  new Set(told === undefined || told.hasLeft || told.isSuspended ? [] : told.assignments);

export const safeguardProperty = () =>
  fc.asyncProperty(fc.array(step, { maxLength: 14, size: 'max' }), async (steps) => {
    const facts = new Map<Human, Facts>(people.map((human) => [human, known]));
    const [released, kept] = [new Set<Human>(), new Set<Human>()];
    const losses: Loss[] = [];
    const world = new PeopleWorld(undefined, (login, told, before) => {
      const human = people.find((one) => loginOf(one) === login) ?? people[0];
      if ([...has(before)].every((entity) => has(told).has(entity))) return;
      // What an operator keeps ends by no look.
      expect([...kept]).not.toContain(human);
      if (!released.delete(human)) losses.push({ human, at: world.clock.now() });
    });
    const timeNow = () => new Date(world.clock.now()).toISOString();
    const deliver = async (readings: readonly PersonReading[], itsFate: Fate, policyThen = by) => {
      try {
        await world.learn(policyThen, { source: 'okta', readings }, itsFate);
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        await world.learn(policyThen, { source: 'okta', readings });
      }
    };
    const waiting = () => world.people.filter(({ quarantined }) => quarantined !== undefined);
    const humansOf = (some: readonly { readonly logins: readonly { readonly login: string }[] }[]) =>
      people.filter((human) => some.some(({ logins }) => logins.some(({ login }) => login === loginOf(human))));
    await deliver(
      people.flatMap((human) => [readingOf(human, 'Billing', timeNow()), readingOf(human, 'added', timeNow())]),
      goesWell,
      unguarded,
    );
    for (const one of steps) {
      world.clock.advance(one.after);
      if ('operator' in one) {
        const some = one.operator === 'keeps' ? kept : released;
        for (const human of humansOf(waiting())) some.add(human);
        await world.answer(one.operator === 'keeps');
        if (one.operator === 'releases') kept.clear();
        await world.look(by);
      } else if ('look' in one) {
        await world.look(by, one.look);
      } else {
        const { about, what } = one;
        for (const human of about) {
          kept.delete(human);
          facts.set(human, after(facts.get(human) ?? known, what));
        }
        const before = losses.length;
        const isUntouched = about.every(
          (human) => has(world.told.get(loginOf(human))).size === 2 && !released.has(human),
        );
        const isSimple = isUntouched && humansOf(waiting()).every((human) => !about.includes(human));
        await deliver(
          about.map((human) => readingOf(human, what, timeNow())),
          one.fate,
        );
        // Of one message all go, or nobody.
        if (isSimple && about.length > 1) expect(losses.slice(before)).toEqual([]);
      }
      requireFew(losses);
    }
    kept.clear();
    for (let look = 0; look < 40 && !(world.isQuiet() && waiting().length === 0); look += 1) {
      for (const human of people) released.add(human);
      await world.answer(false);
      world.clock.advance(day);
      await world.look(by);
    }
    for (const human of people) {
      const { is, inGroup, department } = facts.get(human) ?? known;
      const given = [...(inGroup ? [entities.germany] : []), ...(department === 'Billing' ? [entities.france] : [])];
      const told = world.told.get(loginOf(human));
      expect({ human, hasLeft: told?.hasLeft, isSuspended: told?.isSuspended, has: [...has(told)] }).toEqual({
        ...{ human, hasLeft: is === 'left', isSuspended: is === 'suspended' },
        has: is === 'active' ? given.toSorted() : [],
      });
    }
  });

/** One person within a day. The hour in which they are counted may have been over the moment after. */
function requireFew(losses: readonly Loss[]): void {
  const tooSoon = losses.filter(({ human, at }) =>
    losses.some((other) => other.human !== human && other.at <= at && at - other.at < 23 * hour),
  );
  expect(tooSoon).toEqual([]);
}
