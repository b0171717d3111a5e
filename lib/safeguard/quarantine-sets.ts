/**
 * The sets of people who wait for an operator: one at a time for a cause and a direction. What was said of a set is an item of
 * its own, since people wait in it still.
 */
import * as z from 'zod/mini';
import { fieldsOf } from '../ledger/ledger-item.ts';
import { sha256 } from '../sha256.ts';
import type { Cause } from './cause.ts';
import { type Direction, directions } from './effect.ts';
import { anyItem, counterOf, openSetsIdentity, setIdentity } from './safeguard-item.ts';
import type { SafeguardItems } from './safeguard-items.ts';

export interface NamedSet {
  /** Twelve hex digits. */
  readonly set: string;
  readonly direction: Direction;
  readonly cause: string;
}

export interface OpenSet extends NamedSet {
  /** RFC 3339 in UTC. */
  readonly openedAt: string;
}

/** What an operator said of a set. */
export interface Answer {
  /** Undefined if only some of its people were released. */
  readonly state?: 'released' | 'kept' | undefined;
  /** The ids of people who were released by name. */
  readonly released: readonly string[];
}

const openSet = z.object({
  set: z.string(),
  direction: z.enum(directions),
  cause: z.string(),
  openedAt: z.string(),
});

const answer = z.object({
  state: z.optional(z.enum(['released', 'kept'])),
  released: z._default(z.array(z.string()), []),
});

export class QuarantineSets {
  readonly #items: Pick<SafeguardItems, 'read' | 'readAll' | 'update'>;
  readonly #now: () => number;

  constructor(items: Pick<SafeguardItems, 'read' | 'readAll' | 'update'>, now: () => number) {
    this.#items = items;
    this.#now = now;
  }

  /** The open set of a cause; a new one if there is none. */
  async open(direction: Direction, { id, words }: Cause): Promise<OpenSet> {
    const openedAt = new Date(this.#now()).toISOString();
    const set = sha256([direction, words, openedAt]).slice(0, 12);
    const field = counterOf(direction, id);
    const fresh: OpenSet = { set, direction, cause: words, openedAt };
    const item = await this.#items.update({
      ...{ identity: openSetsIdentity, anyOf: anyItem },
      ...{ operands: {}, set: {}, setOnce: { [field]: fresh }, keepUntil: Infinity },
    });
    const known = item && fieldsOf(item, 'safeguard')[field];
    return known === undefined ? fresh : openSet.parse(known);
  }

  /** What was said of the sets; nothing of one that is open. */
  async answers(sets: readonly string[]): Promise<ReadonlyMap<string, Answer>> {
    if (sets.length === 0) return new Map();
    const items = await this.#items.readAll([...new Set(sets)].map(setIdentity));
    return new Map(
      sets.flatMap((set) => {
        const item = items.get(setIdentity(set));
        return item === undefined ? [] : [[set, answer.parse(fieldsOf(item, 'safeguard'))] as const];
      }),
    );
  }
}

/** Whether an operator has let the person's effect go. */
export function isReleased(said: Answer | undefined, personId: string): boolean {
  return said !== undefined && (said.state === 'released' || said.released.includes(personId));
}
