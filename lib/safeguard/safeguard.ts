/** Decides which effects of people's changes wait for an operator: for one message. */
import { defaultThresholds } from '../policy/default-thresholds.ts';
import type { Policy } from '../policy/policy.ts';
import type { SafeguardThresholds } from '../policy/safeguard-settings.ts';
import { directions } from './effect.ts';
import { type ForeseenPeople, tooLargeAmong } from './foreseen-people.ts';
import { type MessageVerdict, noVerdict, verdictOn } from './message-verdict.ts';
import { PersonJudge } from './person-judge.ts';
import { type LimitsFor, type ProposedChange, partsOf } from './proposed-change.ts';
import { type QuarantinedEffect, stillProposed } from './quarantined.ts';
import type { SafeguardStore } from './safeguard-store.ts';
import { limitsOf } from './thresholds.ts';

/** Judges the changes of one person, one after another. */
export interface ChangeJudge {
  /** @returns the effects that are not to happen now */
  judge(change: ProposedChange): Promise<readonly QuarantinedEffect[]>;
}

/** Nothing waits, and what waited does so no longer. */
export const unguarded: ChangeJudge = { judge: async () => [] };

export class Safeguard {
  readonly #store: SafeguardStore;
  readonly #thresholds: SafeguardThresholds;

  constructor(store: SafeguardStore, thresholds: SafeguardThresholds) {
    this.#store = store;
    this.#thresholds = thresholds;
  }

  /** Whether so many people may pass a limit in one message: then they are judged together first. */
  isMany(people: number): boolean {
    const { revocations, grants } = this.#thresholds;
    return people > Math.min(revocations.people, grants.people);
  }

  /** Counts the people of a message together. */
  async verdictOn(changes: readonly ProposedChange[]): Promise<MessageVerdict> {
    const { counters, sets } = this.#store;
    const waiting = changes.flatMap(({ personId, waiting, effects }) =>
      stillProposed(waiting, effects).map((effect) => ({ personId, effect })),
    );
    const answerTo = await sets.answers(waiting);
    const limitsFor = await this.#limits();
    const parts = changes.flatMap((change) =>
      partsOf(change, limitsFor, (effect) => answerTo({ personId: change.personId, effect }) !== 'released'),
    );
    return verdictOn(counters, parts);
  }

  /** Of people who are decided about one by one, and soon: where they are too many, nobody of them goes through. */
  async foresee(people: ForeseenPeople): Promise<void> {
    const { counters } = this.#store;
    const limitsFor = await this.#limits();
    for (const direction of directions) {
      const limits = limitsFor(direction, undefined);
      const expected = await counters.room(limits.expected);
      for (const name of tooLargeAmong(people, direction, limits, expected)) await counters.fill(name);
    }
  }

  /** Of one person, who may be tried several times. */
  judgeOf(verdict: MessageVerdict = noVerdict): ChangeJudge {
    return new PersonJudge(this.#store, () => this.#limits(), verdict);
  }

  async #limits(): Promise<LimitsFor> {
    const recent = await this.#store.recent.read();
    const at = this.#store.now();
    return (direction, source) => limitsOf(this.#thresholds, recent, direction, source, at);
  }
}

/** @returns undefined if the policy says that nothing waits */
export function safeguardOf(store: SafeguardStore, { safeguard = defaultThresholds }: Policy): Safeguard | undefined {
  return safeguard === 'off' ? undefined : new Safeguard(store, safeguard);
}
