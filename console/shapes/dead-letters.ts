/** What the page Dead letters gets and sends. */

export interface LetterRow {
  readonly messageId: string;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
  readonly person?: string | undefined;
  /** By name. */
  readonly entities: readonly string[];
  readonly operation?: string | undefined;
  readonly detail?: string | undefined;
  readonly attempts?: number | undefined;
  readonly eventId?: string | undefined;
}

/** Letters of one queue with one reason. */
export interface LetterGroupRow {
  readonly queue: string;
  readonly reason: string;
  /** How many people wait. */
  readonly people: number;
  /** When the oldest letter arrived; milliseconds since the epoch. */
  readonly oldest: number;
  readonly nextStep: string;
  /** How many letters it has. */
  readonly count: number;
  /** Tells these letters from others. */
  readonly digest: string;
  /** The newest of them, the oldest first. */
  readonly letters: readonly LetterRow[];
}

export interface DeadLetterState {
  readonly groups: readonly LetterGroupRow[];
  /** When the queues were read; milliseconds since the epoch. Undefined before the first time. */
  readonly readAt?: number | undefined;
  readonly isReading: boolean;
  /** Whether these are all letters. */
  readonly isComplete: boolean;
  /** Whether the queues have changed since. */
  readonly isOutdated: boolean;
  /** Letters that another consumer has received, about. */
  readonly inFlight: number;
  readonly problem?: string | undefined;
}

/** What has changed. */
export interface DeadLetterNews extends Omit<DeadLetterState, 'groups'> {
  /** Undefined if they are as before. */
  readonly groups?: readonly LetterGroupRow[] | undefined;
}

/** Facts by name, in order. */
export type Facts = Readonly<Record<string, string | number | undefined>>;

export interface LetterDetail {
  readonly facts: Facts;
  /** The body, line by line. */
  readonly body: readonly string[];
  /** What the ledger knows of the event, if it does. */
  readonly record?: Facts | undefined;
  readonly nextStep: string;
}

/** Which letters a redrive or a purge takes: either `ids` or `all` says which. */
export interface LetterChoice {
  /** Of one queue; undefined for all. */
  readonly queue?: string | undefined;
  readonly reasons?: readonly string[] | undefined;
  /** Only these, by their own message IDs. */
  readonly ids?: readonly string[] | undefined;
  /** All that the rest chooses: the digest of those that the page showed. */
  readonly all?: string | undefined;
  /** Milliseconds. */
  readonly olderThan?: number | undefined;
}

export interface RedriveRequest {
  readonly choice: LetterChoice;
  /** Messages a second; undefined for no limit. */
  readonly rate?: number | undefined;
  /** Whether stale grants are sent too. */
  readonly stale: boolean;
}

/** Asks for a redrive of the one letter of an event. */
export interface RetryRequest {
  /** A message ID of the letter, such as the one in the log. */
  readonly id: string;
  /** Whether it is sent even if it is a stale grant. */
  readonly stale: boolean;
}

export interface PurgeRequest {
  /** With a reason: a purge without one would take letters that nobody has looked at. */
  readonly choice: LetterChoice;
  /** The name of a file in the folder of the console. */
  readonly file: string;
}

/** What a redrive would take. */
export interface RedrivePreview {
  readonly chosen: number;
  readonly stale: number;
  readonly others: number;
  readonly isComplete: boolean;
}
