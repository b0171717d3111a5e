/** What the page Event gets and sends. */
import type { Severity } from './activity.ts';
import type { Facts } from './dead-letters.ts';

/** One thing that happened on the way of an event. */
export interface EventStep {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly title: string;
  readonly severity: Severity;
  readonly facts: Facts;
}

/** What the ledger knows of one event. */
export interface EventRecord {
  readonly operation: string;
  readonly outcome: string;
  readonly facts: Facts;
  /** What an operator does about it, if there is something to do. */
  readonly nextStep?: string | undefined;
}

export interface EventStory {
  readonly id: string;
  /** The login of the person whom it is about, if that is known. Somebody else may have it by now. */
  readonly login?: string | undefined;
  readonly records: readonly EventRecord[];
  /** Changes that it announced for a date. */
  readonly changes: readonly Facts[];
  /** The oldest first. */
  readonly steps: readonly EventStep[];
  /** The dead letter's message ID in the log, if the last outcome made one. Other events of its message have the same. */
  readonly letter?: string | undefined;
  /** When the search of the log began, if a day has too many deliveries; RFC 3339. */
  readonly searchedFrom?: string | undefined;
  /** Whether a part of the ledger was not searched. */
  readonly isPart: boolean;
}

export interface PublishRequest {
  readonly body: string;
  /** Whether it is a new event, with an id and a time of its own. */
  readonly isNew: boolean;
}
