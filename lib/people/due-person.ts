/** Says when a person is to be looked at without an event: as long as a linked account may not know what was decided. */
import { dueIndex } from '../due-index.ts';
import { isOfLeaver, isOfPerson } from '../safeguard/effect.ts';
import { isKeptLeaving } from '../safeguard/quarantined.ts';
import type { KnownPerson } from './known-person.ts';
import type { Occasion } from './occasion.ts';

/** What people are due for, as the index has it. */
export const duePeople = 'person';

const minute = 60_000;

/** A decision arrives within seconds. So much later it may be lost, or a dead letter. */
const firstLook = 10 * minute;
const longestInterval = 24 * 60 * minute;

/** Of somebody who has left, and waits for an operator. */
const leaverInterval = 60 * minute;

/** What a person's item says of the looks to come. */
export interface DuePerson {
  /** Milliseconds since the epoch. */
  readonly dueAt: number;
  /** How many looks there were since the last decision. */
  readonly looks: number;
  /** What the last decision followed; undefined if none has to be sent. */
  readonly occasion?: Occasion | undefined;
  /** Whether the next look decides anew. Otherwise it only sends again what was decided. */
  readonly isToDecide: boolean;
  /** The hash of the policy that an operator has applied, and by which the next look decides. */
  readonly policy?: string | undefined;
}

/** Of a person of whom something else is known now, without an event about them. */
export const toDecideAtOnce: DuePerson = { dueAt: 0, looks: 0, isToDecide: true };

/** Of a person whose next look was to decide by a policy that was applied: it still is, whatever else is known now. */
export function toDecideStill(before: readonly (DuePerson | undefined)[]): DuePerson {
  const policy = before.map((due) => due?.policy).find((hash) => hash !== undefined);
  return { ...toDecideAtOnce, ...(policy !== undefined && { policy }) };
}

/**
 * Of a person about whom something was decided just now, or who has another login.
 *
 * @param occasion undefined if no event says why
 */
export function dueAfterDecision(occasion: Occasion | undefined, now: number): DuePerson {
  return { dueAt: now + firstLook, looks: 0, occasion, isToDecide: false };
}

/** When a person is due after a look that failed; milliseconds since the epoch. */
export function dueAfterFailedLook(now: number): number {
  return now + firstLook;
}

/** Of a person about whom the last decision is sent again: at growing intervals, of a day at most. */
export function dueAfterLook({ looks, occasion }: Pick<DuePerson, 'looks' | 'occasion'>, now: number): DuePerson {
  const interval = Math.min(firstLook * 2 ** (looks + 1), longestInterval);
  return { dueAt: now + interval, looks: looks + 1, occasion, isToDecide: false };
}

/**
 * Of a person whose access changes without an event: in quarantine an operator may say so, and a grace ends. Then the look
 * decides.
 */
export function dueWhileWaiting(person: Waiting, now: number): DuePerson | undefined {
  const times = [...operatorLook(person, now), ...graceEnds(person)];
  return times.length === 0 ? undefined : { dueAt: Math.min(...times), looks: 0, isToDecide: false };
}

type Waiting = Pick<KnownPerson, 'quarantined' | 'decided'>;

/** Who has left is looked at every hour, so that somebody hears how long they have waited. */
function operatorLook({ quarantined = [] }: Waiting, now: number): readonly number[] {
  if (quarantined.length === 0) return [];
  return [now + (quarantined.some(isOfLeaver) ? leaverInterval : longestInterval)];
}

/** Whether access of the person ends now that no rule gives any more. */
export function isGraceOver(person: Waiting, now: number): boolean {
  return graceEnds(person).some((end) => end <= now);
}

/** An end that waits for an operator has no time any more. */
function graceEnds({ quarantined = [], decided }: Waiting): readonly number[] {
  if (quarantined.some((effect) => isOfPerson(effect) && !isKeptLeaving(effect))) return [];
  const waiting = new Set(quarantined.map(({ entityId }) => entityId));
  return [...decided.endsAt].filter(([id]) => !waiting.has(id)).map(([, end]) => Date.parse(end));
}

/** What comes first of the two. */
export function dueSooner(due: DuePerson, other: DuePerson | undefined): DuePerson {
  return { ...due, dueAt: Math.min(due.dueAt, other?.dueAt ?? Infinity) };
}

/** The attributes of the item. A person who is not due is in no index, and has none of them. */
export function dueAttributes(due: DuePerson | undefined): Readonly<Record<string, unknown>> {
  const { dueAt, looks, occasion, isToDecide, policy } = due ?? {};
  return {
    [dueIndex.partitionKey]: due && duePeople,
    [dueIndex.sortKey]: dueAt,
    looks,
    occasion: occasion && JSON.stringify(occasion),
    isToDecide: isToDecide || undefined,
    policy,
  };
}
