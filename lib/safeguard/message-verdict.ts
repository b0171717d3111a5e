/** Judges the people of one message together, before any of them is written. */
import { claimParts } from './claim.ts';
import type { Counters } from './counters.ts';
import type { ChangePart } from './proposed-change.ts';
import { counterOf } from './safeguard-item.ts';

export interface MessageVerdict {
  /** The names of the counters that have counted a person, by the person's id. */
  readonly counted: ReadonlyMap<string, ReadonlySet<string>>;
  /** The names of the counters that the message would fill: nobody whom they count goes through. */
  readonly full: ReadonlySet<string>;
}

export const noVerdict: MessageVerdict = { counted: new Map(), full: new Set() };

/** @param parts of all people of the message */
export async function verdictOn(
  counters: Pick<Counters, 'claim' | 'room'>,
  parts: readonly ChangePart[],
): Promise<MessageVerdict> {
  const people = [...Map.groupBy(parts, ({ personId, direction }) => `${personId} ${direction}`).values()].map(merged);
  const { over, counted } = await claimParts(counters, people);
  return {
    counted: new Map(
      [...Map.groupBy(counted, ([{ personId }]) => personId)].map(([id, ofPerson]) => [
        id,
        new Set(ofPerson.flatMap(([, names]) => names)),
      ]),
    ),
    full: new Set([...over].map(([{ direction }, { id }]) => counterOf(direction, id))),
  };
}

/** Of several changes of one person in one direction: the person counts once. */
function merged(parts: readonly ChangePart[]): ChangePart {
  const [first] = parts;
  if (first === undefined) throw new Error('no part');
  const causes = new Map(parts.flatMap((part) => part.causes.map((cause) => [cause.id, cause])));
  return {
    ...first,
    causes: [...causes.values()].toSorted((one, other) => one.rank - other.rank),
    fresh: parts.flatMap(({ fresh }) => fresh),
    isWaiting: parts.every(({ isWaiting }) => isWaiting),
  };
}
