/** What a search goes through to the end: a few messages, a few processes and a few faults. */
import type { StateChange } from '../../../local/zuora/state.ts';
import type { Wish } from '../wishes.ts';

/** What may go wrong. */
export type FaultKind =
  /** The process is gone before an effect, so that the effects before it stand alone. */
  | 'crash'
  /** A write to Zuora gets no answer: it was lost, or Zuora is still at work on it. */
  | 'unanswered write'
  /** A look at Zuora gets no answer. */
  | 'unanswered look'
  /** Zuora answers a write with an internal error, and does nothing. */
  | 'failed write'
  /** Zuora refuses a write for good, and does nothing. */
  | 'refused write'
  /** Zuora refuses a write as a business rule, as it does a repeated request, and does nothing. */
  | 'write refused by a rule'
  /** A write to the ledger gets no answer: it was lost, or it took effect. */
  | 'unanswered record'
  /** The AWS SDK sends a write to the ledger twice. */
  | 'repeated record'
  /** SQS delivers a message to a second process. */
  | 'duplicate'
  /** A process stands still, for longer than its deadline perhaps, and then goes on. */
  | 'suspension';

/** All but a suspension, which Lambda does not allow: it ends an invocation at its timeout. */
export const lambdaFaults: readonly FaultKind[] = [
  'crash',
  'unanswered write',
  'unanswered look',
  'failed write',
  'unanswered record',
  'repeated record',
  'duplicate',
];

export interface ScopeMessage {
  /** The event's id. */
  readonly event: string;
  readonly wish: Wish;
  /** When it is sent, in milliseconds from the start. */
  readonly after?: number;
}

export interface Scope {
  readonly name: string;
  readonly messages: readonly ScopeMessage[];
  /** How many looks a sweep may send, each for an account that is due; none, if left out. */
  readonly looks?: number;
  /** When the last assignment has ended, in milliseconds from the start. The access is judged as of then. */
  readonly endsAfter?: number;
  /** Of the tenant, before anything is published. */
  readonly before?: readonly StateChange[];
  /** The ids of the entities in which the service approves its requests. */
  readonly automatic?: readonly string[];
  readonly faults: number;
  readonly kinds: readonly FaultKind[];
  /** How many processes may be at work at once. */
  readonly workers: number;
  /** By how many milliseconds time passes at once: less than Zuora may work on a late write. */
  readonly timeStep: number;
  /** Whether Zuora refuses a second request for an access that is pending. */
  readonly refusesRepeats: boolean;
}

/** What a process or a network does to every service sooner or later. */
const mainFaults: readonly FaultKind[] = ['crash', 'unanswered write', 'duplicate'];

/** Unless a scope says otherwise: enough time at once that a message does not come back every second. */
const usual: Omit<Scope, 'name' | 'messages'> = {
  faults: 1,
  kinds: mainFaults,
  workers: 2,
  timeStep: 100_000,
  refusesRepeats: true,
};

/** What is published, and from which state of Zuora. */
export type Mix = Pick<Scope, 'name' | 'messages' | 'looks' | 'endsAfter' | 'before' | 'automatic'>;

/** How far to search. */
export type Limits = Partial<Omit<Scope, keyof Mix>>;

export const everyFault: Limits = { kinds: lambdaFaults };

/** One write is not answered, and the account is not released. */
export const answersInPart: Limits = {
  ...{ faults: 2, workers: 1, refusesRepeats: false },
  kinds: ['unanswered write', 'unanswered record'],
};

/** One fault for the request that is not answered, and one for each that is refused then, also after a redrive. */
export const unknownOutcome: Limits = { faults: 3, workers: 1, kinds: ['unanswered write', 'write refused by a rule'] };

export function scopeOf(mix: Mix, limits: Limits = {}): Scope {
  return { ...usual, ...mix, ...limits };
}
