/** Work that takes a while: every browser sees it, and any can stop it. */

/** `sent` goes on without the console, which was told to follow it no longer. */
type JobState = 'running' | 'done' | 'stopped' | 'sent' | 'failed';

/** The result for one thing that the work is about, such as an entity. */
export interface JobResult {
  readonly name: string;
  readonly text: string;
  readonly isGood: boolean;
}

export interface Job {
  readonly id: number;
  /** What is done, such as `Redrive of 12 dead letters`. */
  readonly title: string;
  /** Who began it: the identity of their AWS credentials. */
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly state: JobState;
  readonly done: number;
  /** About how much there is; undefined if nobody knows. */
  readonly total?: number | undefined;
  /** What it waits for, or what became of it. */
  readonly text: string;
  readonly results: readonly JobResult[];
}
