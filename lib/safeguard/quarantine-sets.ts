/**
 * The sets of people who wait for an operator: one at a time for a cause and a direction. What an operator says is about the
 * effects that they were shown, each in an item of its own: somebody may come to the set at the same time.
 */
import * as z from 'zod/mini';
import { fieldsOf } from '../ledger/ledger-item.ts';
import { sha256 } from '../sha256.ts';
import type { Cause } from './cause.ts';
import { type Direction, directions } from './effect.ts';
import type { QuarantinedEffect } from './quarantined.ts';
import { answerIdentity, anyItem, counterOf, openSetsIdentity } from './safeguard-item.ts';
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

/** What an operator said of an effect: that it is to happen, or not. */
export type Answer = 'released' | 'kept';

export interface WaitingEffect {
  readonly personId: string;
  readonly effect: QuarantinedEffect;
}

/** @returns undefined as long as nobody has said anything of the effect */
export type AnswerTo = (waiting: WaitingEffect) => Answer | undefined;

const openSet = z.object({
  set: z.string(),
  direction: z.enum(directions),
  cause: z.string(),
  openedAt: z.string(),
});

const answer = z.object({ state: z.enum(['released', 'kept']) });

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

  /** Reads what was said of these effects. */
  async answers(waiting: readonly WaitingEffect[]): Promise<AnswerTo> {
    if (waiting.length === 0) return () => undefined;
    const items = await this.#items.readAll(waiting.map(identityOf));
    return (one) => {
      const item = items.get(identityOf(one));
      return item && answer.parse(fieldsOf(item, 'safeguard')).state;
    };
  }
}

function identityOf({ personId, effect }: WaitingEffect): string {
  return answerIdentity(personId, effect);
}
