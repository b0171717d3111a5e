/** Judges the changes of one person. A change that is tried again is not counted again. */
import type { Cause } from './cause.ts';
import { claimParts } from './claim.ts';
import { overCauseOf } from './counted-part.ts';
import type { MessageVerdict } from './message-verdict.ts';
import { type ChangePart, type LimitsFor, type ProposedChange, partsOf } from './proposed-change.ts';
import { newlyProposed, type QuarantinedEffect, stillProposed } from './quarantined.ts';
import type { SafeguardStore } from './safeguard-store.ts';

export class PersonJudge {
  readonly #store: Pick<SafeguardStore, 'counters' | 'sets' | 'now'>;
  readonly #limits: () => Promise<LimitsFor>;
  readonly #verdict: MessageVerdict;
  /** The names of the counters that have counted the person, by the id that the person had then. */
  readonly #counted = new Map<string, Set<string>>();

  constructor(
    store: Pick<SafeguardStore, 'counters' | 'sets' | 'now'>,
    limits: () => Promise<LimitsFor>,
    verdict: MessageVerdict,
  ) {
    this.#store = store;
    this.#limits = limits;
    this.#verdict = verdict;
  }

  /** @returns the effects that are not to happen now */
  async judge(change: ProposedChange): Promise<readonly QuarantinedEffect[]> {
    return [...(await this.#stillWaiting(change)), ...(await this.#newlyWaiting(change))];
  }

  /** What an operator let go, happens now. It is not counted. */
  async #stillWaiting({ personId, waiting, effects }: ProposedChange): Promise<readonly QuarantinedEffect[]> {
    const proposed = stillProposed(waiting, effects);
    const answerTo = await this.#store.sets.answers(proposed.map((effect) => ({ personId, effect })));
    return proposed.flatMap((effect) => {
      const answer = answerTo({ personId, effect });
      if (answer === 'released') return [];
      return [answer === 'kept' ? { ...effect, isKept: true } : effect];
    });
  }

  async #newlyWaiting(change: ProposedChange): Promise<readonly QuarantinedEffect[]> {
    if (newlyProposed(change.waiting, change.effects).length === 0) return [];
    const parts = partsOf(change, await this.#limits(), () => false);
    const waiting = await Promise.all([...(await this.#partsOver(parts))].map((over) => this.#quarantine(...over)));
    return waiting.flat();
  }

  async #partsOver(parts: readonly ChangePart[]): Promise<ReadonlyMap<ChangePart, Cause>> {
    const over = new Map<ChangePart, Cause>();
    for (const part of parts) {
      const cause = overCauseOf(part, this.#verdict.full);
      if (cause !== undefined) over.set(part, cause);
    }
    const rest = parts.filter((part) => !over.has(part));
    const isCounted = ({ personId }: ChangePart, name: string) => this.#countedOf(personId).has(name);
    const { over: refused, counted } = await claimParts(this.#store.counters, rest, isCounted);
    for (const [{ personId }, names] of counted) {
      for (const name of names) this.#countedOf(personId).add(name);
    }
    return new Map([...over, ...refused]);
  }

  #countedOf(personId: string): Set<string> {
    const names = this.#counted.get(personId) ?? new Set(this.#verdict.counted.get(personId));
    this.#counted.set(personId, names);
    return names;
  }

  async #quarantine({ direction, fresh }: ChangePart, cause: Cause): Promise<readonly QuarantinedEffect[]> {
    const { set } = await this.#store.sets.open(direction, cause);
    const since = new Date(this.#store.now()).toISOString();
    return fresh.map((effect) => ({ ...effect, set, cause: cause.words, since }));
  }
}
