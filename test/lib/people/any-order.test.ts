/** What is known of a person is the same in whatever order events arrive, and however often. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { policy, reading, revoking } from '../../../fuzz/fixtures/policies.ts';
import { cleared, type Person } from '../../../lib/identity/person.ts';
import type { ChangeKind, PersonReading } from '../../../lib/identity/reading.ts';
import { type Knowledge, knowledgeOf } from '../../../lib/people/knowledge.ts';
import { type KnownPerson, unknownPerson } from '../../../lib/people/known-person.ts';
import { changedBy } from '../../../lib/people/person-change.ts';

const rules = policy({
  rules: [
    { id: 'group', when: { groups: ['a', 'b'] }, grant: ['germany'] },
    { id: 'department', when: { department: ['Billing'] }, grant: ['france'] },
    { id: 'role', when: { roles: [{ prefix: 'aud' }], department: ['Billing'] }, grant: ['japan'] },
    { id: 'contractor', when: { userType: ['contractor'] }, deny: ['france'], unknown: 'grant' },
  ],
  on: revoking,
});

interface Said {
  readonly reading: PersonReading;
  readonly source: string;
}

const kinds: readonly ChangeKind[] = ['joined', 'changed', 'suspended', 'left', 'added-to-group', 'removed-from-group'];

const person = fc.record(
  {
    department: fc.constantFrom('Billing', 'Sales', cleared),
    userType: fc.constantFrom('contractor', 'employee'),
    active: fc.boolean(),
    roles: fc.constantFrom(['auditor'], ['auditor', 'audience'], ['clerk'], cleared),
  },
  { requiredKeys: [] },
);

/** Few times, so that many are equal. */
const said: fc.Arbitrary<Said> = fc
  .record({
    change: fc.constantFrom(...kinds),
    person,
    group: fc.constantFrom('a', 'b'),
    minute: fc.integer({ min: 10, max: 16 }),
    source: fc.constantFrom('okta', 'workday'),
    wholeLists: fc.constantFrom([], ['roles']),
  })
  .map(({ change, person: { active, ...attributes }, group, minute, source, wholeLists }) => {
    const isAboutGroup = change === 'added-to-group' || change === 'removed-from-group';
    const state: Person = change === 'changed' && active === true ? { active } : {};
    return {
      source,
      reading: reading(
        change,
        { ...attributes, ...state },
        {
          ...{ groups: isAboutGroup ? [group] : [], wholeLists },
          time: `2026-11-21T09:${minute}:00.000Z`,
        },
      ),
    };
  });

const timeOf = (minute: number) => new Date(Date.UTC(2026, 10, 21, 9, minute)).toISOString();

function after(events: readonly Said[]): KnownPerson {
  return events.reduce(
    (known, { reading: one, source }) => changedBy(rules, known, one, source).person,
    unknownPerson('ada'),
  );
}

/** Without the order of what means the same. */
function inOrder({ person: known, ...others }: Knowledge) {
  return { ...others, person: Object.entries(known).toSorted(([one], [other]) => one.localeCompare(other)) };
}

test('what is known does not depend on the order or the number of events', () => {
  const shuffled = fc.array(said, { minLength: 1, maxLength: 8 }).chain((events) =>
    fc.tuple(
      fc.constant(events),
      fc.shuffledSubarray([...events, ...events.slice(0, 2)], {
        minLength: events.length + Math.min(2, events.length),
      }),
    ),
  );
  fc.assert(
    fc.property(shuffled, ([events, others]) => {
      expect(inOrder(knowledgeOf(after(others)))).toEqual(inOrder(knowledgeOf(after(events))));
    }),
    { numRuns: 500 },
  );
});

test('in the end a person has what the rules grant that match what is known, and nothing that facts rule out', () => {
  fc.assert(
    fc.property(fc.array(said, { minLength: 1, maxLength: 8 }), (events) => {
      const known = after(events);
      const { person: attributes, leftAt, suspendedAt } = knowledgeOf(known);
      const { assignments, denials, isSuspended, hasLeft } = known.decided;
      const isBilling = attributes['department'] === 'Billing';
      const isContractor = attributes['userType'] === 'contractor';
      const has = (entity: string) => assignments.has(rules.entities[entity] ?? '');
      expect({ hasLeft, isSuspended }).toEqual({
        hasLeft: leftAt !== undefined,
        isSuspended: leftAt === undefined && suspendedAt !== undefined,
      });
      expect(denials.has(rules.entities['france'] ?? '')).toBe(!hasLeft && isContractor);
      if (hasLeft) expect(assignments.size).toBe(0);
      else if (attributes['department'] !== undefined) expect(has('france')).toBe(isBilling && !isContractor);
      if (attributes['groups'] !== undefined && !hasLeft) expect(has('germany')).toBe(true);
    }),
    { numRuns: 500 },
  );
});

/** What a source says of the person now, by all that it has said. At one time, the end counts. */
function stateOfAll(events: readonly Said[]): 'active' | 'suspended' | 'left' | undefined {
  const newest = (wanted: (one: PersonReading) => boolean) =>
    Math.max(-1, ...events.filter((one) => wanted(one.reading)).map((one) => Date.parse(one.reading.time)));
  const isReturn = ({ change, person: { active } }: PersonReading) => change === 'joined' || active === true;
  const returned = newest(isReturn);
  if (newest(({ change }) => change === 'left') >= Math.max(returned, 0)) return 'left';
  if (newest(({ change }) => change === 'suspended') >= Math.max(returned, 0)) return 'suspended';
  return returned < 0 ? undefined : 'active';
}

test('a suspension lifts no leaving, and a return lifts both, in any order', () => {
  fc.assert(
    fc.property(fc.array(said, { minLength: 1, maxLength: 8 }), (events) => {
      const bySource = Map.groupBy(events, ({ source }) => source);
      const states = [...bySource.values()].map(stateOfAll);
      const { leftAt, suspendedAt } = knowledgeOf(after(events));
      expect(leftAt !== undefined).toBe(states.includes('left'));
      expect(suspendedAt !== undefined).toBe(!states.includes('left') && states.includes('suspended'));
    }),
    { numRuns: 500 },
  );
});

test('the newest leaving ends what was there before it, however late after the return it is told', () => {
  const told = (change: ChangeKind, index: number) => reading(change, {}, { time: timeOf(index) });
  const life = fc.array(fc.nat(8), { minLength: 1, maxLength: 4 }).map((delays) => {
    const events = delays.flatMap((delay, index) => [
      { said: told('joined', 2 * index), at: 2 * index },
      { said: told('left', 2 * index + 1), at: 2 * index + 1 + delay },
    ]);
    const last = { said: told('joined', 2 * delays.length), at: 2 * delays.length };
    return [...events, last].toSorted((one, other) => one.at - other.at).map(({ said }) => said);
  });
  fc.assert(
    fc.property(life, (events) => {
      const { decided } = after(events.map((one) => ({ reading: one, source: 'okta' })));
      const leavings = events.filter(({ change }) => change === 'left').map(({ time }) => time);
      expect([decided.hasLeft, decided.leftAt]).toEqual([false, leavings.toSorted().at(-1)]);
    }),
  );
});

/** A source says something of the person at a minute, and it arrives some minutes later. */
interface Statement {
  readonly source: string;
  readonly change: 'joined' | 'suspended' | 'left';
  readonly delay: number;
}

const statement: fc.Arbitrary<Statement> = fc.record({
  source: fc.constantFrom('okta', 'workday'),
  change: fc.constantFrom('joined', 'suspended', 'left'),
  delay: fc.nat(6),
});

/** When the person was out because a source said that they had left: from, and until before. */
function absencesOf(statements: readonly Statement[]): readonly (readonly [from: number, until: number])[] {
  const left = new Set<string>();
  const absences: [number, number][] = [];
  for (const [minute, { source, change }] of statements.entries()) {
    const wasOut = left.size > 0;
    if (change === 'left') left.add(source);
    if (change === 'joined') left.delete(source);
    if (!wasOut && left.size > 0) absences.push([minute, Number.POSITIVE_INFINITY]);
    const last = absences.at(-1);
    if (wasOut && left.size === 0 && last) last[1] = minute;
  }
  return absences;
}

test('the newest absence ends what was there before it, however late and often sources tell of it', () => {
  fc.assert(
    fc.property(fc.array(statement, { minLength: 1, maxLength: 7 }), fc.infiniteStream(fc.nat()), (all, picks) => {
      const told = all.map(({ source, change, delay }, minute) => ({
        said: { reading: reading(change, {}, { time: timeOf(minute) }), source },
        // A return is told in time: what comes of one that is not known is none.
        at: minute + (change === 'joined' ? 0 : delay),
      }));
      const arrived = told.toSorted((one, other) => one.at - other.at).map(({ said }) => said);
      const { decided } = after(arrived);
      const [from, until] = absencesOf(all).at(-1) ?? [];
      expect(decided.hasLeft).toBe(until === Number.POSITIVE_INFINITY);
      const leavings = all.flatMap(({ change }, minute) =>
        change === 'left' && from !== undefined && minute >= from && minute < (until ?? 0) ? [timeOf(minute)] : [],
      );
      if (from === undefined) expect(decided.leftAt).toBeUndefined();
      else expect(leavings).toContain(decided.leftAt);
      const repeated = [...picks.take(3)].flatMap((pick) => arrived[pick % arrived.length] ?? []);
      expect(after([...arrived, ...repeated]).decided).toEqual(decided);
    }),
    { numRuns: 300 },
  );
});
