/**
 * What sources say of people, in any order, doubled, lost and caught up, with crashes: in the end everybody has the access that
 * the newest facts give them, and every linked account was told so.
 */
import { expect } from '@jest/globals';
import * as fc from 'fast-check';
import { entities } from '../../../fuzz/fixtures/policies.ts';
import { PeopleTable } from '../../../lib/people/people-table.ts';
import { expectedOf, policiesOn, type Terms } from './expected-person.ts';
import { PeopleWorld, type Told } from './people-world.ts';
import {
  change,
  day,
  type Human,
  historyOf,
  isAbout,
  loginOf,
  minute,
  people,
  type Said,
  saidOf,
  sources,
  whole,
} from './sources.ts';
import { Crash, type Fate } from './worker.ts';

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
  { weight: 1, arbitrary: fc.constant('apply' as const) },
);

const terms: fc.Arbitrary<Terms> = fc.record(
  {
    sources: fc.constantFrom<Terms['sources']>(['okta', 'workday'], ['workday', 'okta'], ['okta']),
    grace: fc.constantFrom('P0D', 'P7D'),
    withholds: fc.boolean(),
  },
  { requiredKeys: ['grace', 'withholds'] },
);

export const peopleProperty = (Table = PeopleTable) =>
  fc.asyncProperty(
    fc.array(change, { minLength: 1, maxLength: 12 }),
    fc.array(step, { maxLength: 12 }),
    fc.array(fc.boolean(), { maxLength: 12 }),
    terms,
    fc.scheduler(),
    async (changes, steps, lost, itsTerms, scheduler) => {
      const history = historyOf(changes);
      const { events, entryOf } = history;
      const { first, second } = policiesOn(itsTerms);
      let by = first;
      const movers = new Map<Human, number>();
      const world = new PeopleWorld(Table, (login, told, before) => {
        if (itsTerms.grace === 'P0D' || by === second || before === undefined) return;
        requireGrace(told, before, movers.get(humanOf(login)) ?? Infinity, world.clock.now());
      });
      const learnt = new Set<Said>();
      const deliver = async (said: Said, itsFate: Fate, turn?: () => Promise<void>) => {
        for (const human of people)
          if (mayEnd(said, human)) movers.set(human, Math.min(movers.get(human) ?? Infinity, graceBegin(said, human)));
        try {
          await world.learn(by, said, itsFate, turn);
          learnt.add(said);
        } catch (error) {
          if (!(error instanceof Crash) && Object(error).reason !== 'busy') throw error;
        }
      };
      /** When the grace of a move begins that a message may say; at once for what has none. */
      const graceBegin = (said: Said, human: Human) => (isMove(said, human) ? world.clock.now() : -Infinity);
      const turn = async () => {
        await scheduler.schedule(Promise.resolve());
      };
      for (const one of steps) {
        if (one === 'apply') {
          by = second;
          await world.apply(by);
        } else if ('look' in one) {
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
      // Whoever has died has done so within the time of an invocation.
      world.clock.advance(3 * minute);
      // A suspension lifts no leaving: a source that goes on with one does not tell of a return that was lost before it.
      const isLost = ({ humans, source }: Said, index: number) =>
        lost[index] === true && humans.every((human) => entryOf(human, source).is !== 'suspended');
      for (const [index, said] of events.entries())
        if (!learnt.has(said) && !isLost(said, index)) await deliver(said, {});
      const accounts = people.flatMap((human) => sources.map((source) => ({ human, source })));
      for (const [index, { human, source }] of accounts.entries()) {
        const spoken = saidOf(events, human, source);
        const own = events.filter((said) => said.source === source && said.humans.includes(human));
        // What was lost is caught up once the source says all that it knows.
        const isCaughtUp = own.every((said) => learnt.has(said)) && spoken.some(({ isNamed }) => isNamed);
        if (spoken.length > 0 && !isCaughtUp)
          await deliver(whole(human, source, entryOf(human, source), changes.length + index), {});
      }
      for (let look = 0; look < 40 && !world.isQuiet(); look += 1) {
        world.clock.advance(day);
        await world.look(by);
      }
      expect(world.isQuiet()).toBe(true);
      const known = world.people;
      for (const human of people) {
        const spoken = sources.filter((source) => saidOf(events, human, source).length > 0);
        const ofHuman = known.filter(({ logins }) => logins.some(({ login }) => login === loginOf(human)));
        expect(ofHuman.map((person) => person.accounts.map(({ source }) => source).toSorted())).toEqual(
          spoken.length > 0 ? [spoken] : [],
        );
        const [person] = ofHuman;
        if (person === undefined) continue;
        const wanted = expectedOf(human, itsTerms, by === second, history, learnt);
        const { hasLeft, isSuspended } = person.decided;
        const assignments = [...person.decided.assignments.keys()].toSorted();
        const decided = { assignments, hasLeft, isSuspended };
        expect({ human, ...decided }).toEqual({ human, ...wanted, assignments: wanted.assignments ?? assignments });
        const told = world.told.get(loginOf(human));
        if (told === undefined) expect(person.revision).toBe(0);
        else expect(told).toMatchObject({ personId: person.id, revision: person.revision, ...decided });
      }
    },
  );

const humanOf = (login: string) => people.find((human) => loginOf(human) === login) ?? people[0];

/** Whether access by a department may end after a message: by another department, or by a leaving. */
function mayEnd(said: Said, human: Human): boolean {
  return isMove(said, human) || said.readings.some((one) => isAbout(one, human, said.source) && one.change === 'left');
}

function isMove({ readings, source }: Said, human: Human): boolean {
  return readings.some((one) => {
    if (!isAbout(one, human, source) || one.change === 'left') return false;
    return one.person['department'] !== undefined && one.person['department'] !== 'Billing';
  });
}

/** Who moves keeps what a department gave them for a week. */
function requireGrace(told: Told, before: Told, movedAt: number, now: number): void {
  const isOut = told.hasLeft || told.isSuspended || before.hasLeft;
  if (isOut || told.assignments.includes(entities.france) || !before.assignments.includes(entities.france)) return;
  expect(now - movedAt).toBeGreaterThanOrEqual(7 * day);
}
