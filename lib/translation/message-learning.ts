/** Learns what a message says of people, person by person. */
import { BadEvent, ServiceError } from '../errors.ts';
import type { OutgoingEvent } from '../ledger/effective-change.ts';
import { decidedEvents, outgoingEvents } from '../people/decided-event.ts';
import { type Sighting, type SourceReading, sightingOf } from '../people/identification.ts';
import { type LearntOfPerson, loginConflict } from '../people/learnt.ts';
import { busy, type People } from '../people/people.ts';
import type { Policy } from '../policy/policy.ts';
import type { MessageVerdict } from '../safeguard/message-verdict.ts';
import type { ProposedChange } from '../safeguard/proposed-change.ts';
import type { Safeguard } from '../safeguard/safeguard.ts';
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

type SightedChange = readonly [index: number, sighting: Sighting];

export interface LearntMessage {
  readonly learnt: readonly LearntChanges[];
  /** Why the events about some of the people are not done. It holds up nobody else. */
  readonly failure?: ServiceError | undefined;
}

export interface LearningRules {
  readonly policy: Policy;
  /** Undefined if nothing waits for an operator. */
  readonly safeguard: Safeguard | undefined;
}

/**
 * @param said by the index of the change in the message
 * @throws ServiceError for a failure that is nobody's
 */
export async function learnAll(
  people: People,
  { policy, safeguard }: LearningRules,
  said: ReadonlyMap<number, SourceReading>,
): Promise<LearntMessage> {
  const learnt: LearntChanges[] = [];
  const failures = new Set<ServiceError>();
  const sightings = [...said].map(([index, one]): SightedChange => [index, sightingOf(policy, one)]);
  const groups = groupsOfPeople(sightings);
  const verdict = await judgeTogether(people, safeguard, groups);
  await inParallel(groups, async (group) => {
    try {
      for (const part of partsByName(group)) {
        const ofPerson = part.map(([, one]) => one);
        const last = ofPerson.at(-1);
        if (last === undefined) continue;
        const ofThem = await people.learn(ofPerson, verdict);
        learnt.push(toldOf(policy, part, last, ofThem));
        if (ofThem.isInConflict) failures.add(loginConflict);
      }
    } catch (error) {
      if (!(error instanceof ServiceError) || !isOfPerson(error)) throw error;
      failures.add(error);
    }
  });
  // A message that is tried again is no dead letter yet.
  const [first] = [...failures].toSorted((one, other) => Number(isFinal(one)) - Number(isFinal(other)));
  return { learnt, failure: first };
}

/**
 * Events with the same surest key are about one person, and so are those under the new name of an account that was renamed
 * before. Others may be too: `People` finds that out.
 */
function groupsOfPeople(sightings: readonly SightedChange[]): readonly (readonly SightedChange[])[] {
  /** By the keys of the new names, the surest key of the person. */
  const renamed = new Map<string, string>();
  const firstKeyOf = ([, { reading, keys }]: SightedChange) => {
    const [{ key } = { key: undefined }] = keys;
    const first = key && (renamed.get(key) ?? key);
    if (first === undefined || reading.formerUserName === undefined) return first;
    for (const other of keys) if (other.person === reading.person) renamed.set(other.key, first);
    return first;
  };
  return [...Map.groupBy(sightings, firstKeyOf).values()];
}

/** Each rename begins a part: the person is given each of the names. */
function partsByName(group: readonly SightedChange[]): readonly (readonly SightedChange[])[] {
  const starts = group.flatMap(([, { reading }], index) => (reading.formerUserName === undefined ? [] : index));
  return [0, ...starts].map((start, index) => group.slice(start, starts[index]));
}

/** Whether the others of the message can be done all the same. */
function isOfPerson(error: ServiceError): boolean {
  return error === loginConflict || error === busy || isFinal(error);
}

function isFinal(failure: ServiceError): boolean {
  return failure instanceof BadEvent;
}

/** A message about many people is judged before anything is written: of one cause, all go through or none. */
async function judgeTogether(
  people: People,
  safeguard: Safeguard | undefined,
  groups: readonly (readonly SightedChange[])[],
): Promise<MessageVerdict | undefined> {
  if (!safeguard?.isMany(groups.length)) return undefined;
  const changes: ProposedChange[] = [];
  await inParallel(groups, async (group) => {
    changes.push(...(await people.propose(group.map(([, one]) => one))));
  });
  return safeguard.verdictOn(changes);
}

function toldOf(
  policy: Policy,
  group: readonly SightedChange[],
  last: SourceReading,
  { learnt, person, occasion }: LearntOfPerson,
): LearntChanges {
  const events = person && occasion ? outgoingEvents(decidedEvents(policy, person, occasion)) : [];
  const sent = events.length > 0 && { sent: events.map(({ id }) => id) };
  const lines = group.flatMap(([index, { reading, source }], position) => {
    const one = learnt[position];
    return one === undefined ? [] : [[index, { ...learntLine(reading, source, one, person), ...sent }] as const];
  });
  return { lines: new Map(lines), events, source: last.source };
}
