/**
 * The sets of people who wait for an operator: one at a time for a cause and a direction. What was said of a set is an item of
 * its own, since people wait in it still.
 */
import * as z from 'zod/mini';
import { fieldsOf, type LedgerItem } from '../ledger/ledger-item.ts';
import type { Update } from '../ledger/ledger-table.ts';
import { sha256 } from '../sha256.ts';
import { type Cause, causeIdOf } from './cause.ts';
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
      ...{ identity: openSetsIdentity, condition: anyItem },
      ...{ operands: {}, set: {}, setOnce: { [field]: fresh }, keepUntil: Infinity },
    });
    const known = item && fieldsOf(item, 'safeguard')[field];
    return known === undefined ? fresh : openSet.parse(known);
  }

  /** The sets that nobody has released or kept yet; the oldest first. */
  async list(): Promise<readonly OpenSet[]> {
    const item = await this.#items.read(openSetsIdentity);
    return openSetsIn(item).toSorted((one, other) => (one.openedAt < other.openedAt ? -1 : 1));
  }

  /**
   * Says what becomes of a set. It is closed first: nobody comes to it whom the operator has not seen.
   *
   * @param by who says so
   * @returns false if it was said before; a kept set can still be released
   */
  async answer(set: NamedSet, state: 'released' | 'kept', by: string): Promise<boolean> {
    await this.#close(set);
    const isReleasable = state === 'released' ? ' OR #state = :kept' : '';
    return this.#say(set, {
      condition: `attribute_not_exists(#state)${isReleasable}`,
      set: { state, by },
      operands: state === 'released' ? { kept: 'kept' } : {},
    });
  }

  /** Lets some people of a set go. The others wait on. */
  async releasePeople(set: NamedSet, people: readonly string[], by: string): Promise<void> {
    await this.#say(set, {
      condition: anyItem,
      set: { releasedBy: by },
      also: '#released = list_append(if_not_exists(#released, :none), :people)',
      operands: { none: [], people },
    });
  }

  async #say({ set, cause, direction }: NamedSet, said: Pick<Update, 'condition' | 'set' | 'also' | 'operands'>) {
    const at = new Date(this.#now()).toISOString();
    const item = await this.#items.update({
      ...{ ...said, identity: setIdentity(set), set: { ...said.set, cause, direction, at } },
      keepUntil: Infinity,
    });
    return item !== undefined;
  }

  async #close({ set, cause, direction }: NamedSet): Promise<void> {
    const field = counterOf(direction, causeIdOf(cause));
    await this.#items.update({
      ...{ identity: openSetsIdentity, condition: `#${field}.#set = :set`, operands: { set } },
      ...{ set: { [field]: undefined }, keepUntil: Infinity },
    });
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

function openSetsIn(item: LedgerItem | undefined): readonly OpenSet[] {
  if (item === undefined) return [];
  return Object.values(fieldsOf(item, 'safeguard')).flatMap((value) => openSet.safeParse(value).data ?? []);
}

/** Whether an operator has let the person's effect go. */
export function isReleased(said: Answer | undefined, personId: string): boolean {
  return said !== undefined && (said.state === 'released' || said.released.includes(personId));
}
