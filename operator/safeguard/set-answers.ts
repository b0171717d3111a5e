/** Writes what an operator says of the effects that wait in sets. */
import { causeIdOf } from '../../lib/safeguard/cause.ts';
import type { Answer, NamedSet, WaitingEffect } from '../../lib/safeguard/quarantine-sets.ts';
import { answerIdentity, counterOf, openSetsIdentity } from '../../lib/safeguard/safeguard-item.ts';
import type { SafeguardItems } from '../../lib/safeguard/safeguard-items.ts';

/**
 * Milliseconds. An effect that is released is decided anew within minutes, or within days if the queue is paused. If the
 * answer is forgotten before, the effect waits for the operator again.
 */
const releasedRetention = 30 * 24 * 3_600_000;

export interface Said {
  readonly answer: Answer;
  /** What had been said of the effect when the operator was shown it. */
  readonly shown: Answer | 'open';
  /** Who says it. */
  readonly by: string;
}

export class SetAnswers {
  readonly #items: SafeguardItems;
  readonly #now: () => number;

  constructor(items: SafeguardItems, now: () => number) {
    this.#items = items;
    this.#now = now;
  }

  /**
   * Says what becomes of an effect.
   *
   * @returns false if somebody else has said something else since it was shown
   */
  async say({ personId, effect }: WaitingEffect, { answer, shown, by }: Said): Promise<boolean> {
    const now = this.#now();
    const isUnsaid = 'attribute_not_exists(#state)';
    const isAsShown = shown === 'open' ? [isUnsaid] : ['#state = :shown', ...(effect.isKept ? [isUnsaid] : [])];
    return this.#items.write({
      identity: answerIdentity(personId, effect),
      anyOf: [...isAsShown, '#state = :state'],
      operands: shown === 'open' ? {} : { shown },
      set: { state: answer, set: effect.set, by, at: new Date(now).toISOString() },
      keepUntil: answer === 'released' ? now + releasedRetention : Infinity,
    });
  }

  /** Closes a set: the next people with its cause come to another one. */
  async close({ set, cause, direction }: NamedSet): Promise<void> {
    const field = counterOf(direction, causeIdOf(cause));
    await this.#items.write({
      ...{ identity: openSetsIdentity, anyOf: [`#${field}.#set = :set`], operands: { set } },
      ...{ set: { [field]: undefined }, keepUntil: Infinity },
    });
  }
}
