/** What every page knows of the stage. */

interface NamedEntity {
  readonly id: string;
  readonly name: string;
}

/** An operation, and the queue that feeds it. */
interface NamedQueue {
  readonly name: string;
  readonly queue: string;
}

export interface StageInfo {
  readonly stage: string;
  readonly isReadOnly: boolean;
  /** Whether the stage is a local stack. */
  readonly isLocal: boolean;
  /** Whether Zuora is the sandbox of a local stack. */
  readonly hasSandbox: boolean;
  /** Those that the policy names. */
  readonly entities: readonly NamedEntity[];
  readonly operations: readonly NamedQueue[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}
