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

export interface QueueRow {
  readonly name: string;
  /** Messages that can be received, about. */
  readonly waiting: number;
  /** Messages that are worked on, or wait for their next attempt, about. */
  readonly inFlight: number;
  /** Undefined for a queue without dead letters. */
  readonly deadLetters?: number | undefined;
  /** Of the event source mapping, such as `Enabled`; undefined if no function receives. */
  readonly state?: string | undefined;
}

export interface QueueState {
  readonly queues: readonly QueueRow[];
  readonly problem?: string | undefined;
}

export interface QueueChange {
  readonly queue: string;
  readonly isPaused: boolean;
}
