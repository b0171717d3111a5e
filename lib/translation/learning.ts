/** Remembers what a message says of people, person by person, and tells what was decided. */
import type { OutgoingEvent } from '../ledger/effective-change.ts';
import { decidedEvents, messageBody } from '../people/decided-event.ts';
import { keysOfSighting } from '../people/identification.ts';
import { type LearntOfPerson, type People, type SaidOfPerson, sightingOf } from '../people/people.ts';
import type { Policy } from '../policy/policy.ts';
import { inParallel } from './in-parallel.ts';
import { learntLine } from './learnt-line.ts';
import type { EventLine } from './plan.ts';

/** What follows from the events about one person. */
export interface LearntChanges {
  /** By the index of each change in the message. */
  readonly lines: ReadonlyMap<number, EventLine>;
  readonly events: readonly OutgoingEvent[];
  /** Of the last event. */
  readonly source: string;
}

/** @param said by the index of the change in the message */
export async function learnAll(
  people: People,
  policy: Policy,
  said: ReadonlyMap<number, SaidOfPerson>,
): Promise<readonly LearntChanges[]> {
  const learnt: LearntChanges[] = [];
  const groups = Map.groupBy(said, ([, one]) => personOf(policy, one));
  await inParallel([...groups.values()], async (group) => {
    const ofPerson = group.map(([, one]) => one);
    const last = ofPerson.at(-1);
    if (last === undefined) return;
    learnt.push(toldOf(policy, group, last, await people.learn(ofPerson)));
  });
  return learnt;
}

/** Events with one of these in common are about one person. Others may be too: the store finds that out. */
function personOf(policy: Policy, said: SaidOfPerson): string {
  return keysOfSighting(sightingOf(policy, said))[0]?.key ?? '';
}

function toldOf(
  policy: Policy,
  group: readonly (readonly [index: number, said: SaidOfPerson])[],
  last: SaidOfPerson,
  { learnt, person }: LearntOfPerson,
): LearntChanges {
  const rules = learnt.flatMap((one) => (one.is === 'learnt' ? [...one.change.grantedBy, ...one.change.endedBy] : []));
  const occasion = { ...last, rules: [...new Set(rules)] };
  const decided = person === undefined ? [] : decidedEvents(policy, person, occasion);
  const events = decided.map((event) => ({ id: event.id, type: event.type, body: messageBody(event) }));
  const sent = events.length > 0 && { sent: events.map(({ id }) => id) };
  const lines = group.flatMap(([index, { reading, source }], position) => {
    const one = learnt[position];
    return one === undefined ? [] : [[index, { ...learntLine(reading, source, one, person), ...sent }] as const];
  });
  return { lines: new Map(lines), events, source: last.source };
}
