/** What the page Health gets and sends. */

export interface CheckTile {
  readonly check: string;
  /** The queue, client or entity, if there are several. */
  readonly about?: string | undefined;
  readonly status: 'ok' | 'warn' | 'fail' | 'skipped';
  readonly found: string;
  readonly fix?: string | undefined;
}

export interface Checks {
  readonly tiles: readonly CheckTile[];
}

/** What is known of the event source mapping of a queue. Without one, no function receives its messages. */
export type QueueMapping =
  /** The state is AWS's, such as `Enabled`. */
  | { readonly is: 'there'; readonly state: string }
  | { readonly is: 'missing' }
  | { readonly is: 'unread'; readonly problem: string };

export interface QueueRow {
  readonly name: string;
  /** Messages that can be received, about. */
  readonly waiting: number;
  /** Messages that are worked on, or wait for their next attempt, about. */
  readonly inFlight: number;
  /** Undefined for a queue without dead letters. */
  readonly deadLetters?: number | undefined;
  readonly mapping: QueueMapping;
}

export interface QueueState {
  readonly queues: readonly QueueRow[];
  readonly problem?: string | undefined;
}

export interface QueueChange {
  readonly queue: string;
  readonly isPaused: boolean;
}
