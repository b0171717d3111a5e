/** The times of a statement that was made more than once. */

export interface StatementTimes {
  readonly saidAt: string;
  /** When it was first said without another value in between. */
  readonly since: string;
}

/** Of two statements that say the same. */
export function bothTimes(one: StatementTimes, other: StatementTimes): StatementTimes {
  return { saidAt: later(one.saidAt, other.saidAt), since: earlier(one.since, other.since) };
}

export function later(one: string, other: string): string {
  return one > other ? one : other;
}

/** Of two times that may be unknown. */
export function laterOf(one?: string, other?: string): string | undefined {
  return one === undefined || other === undefined ? (one ?? other) : later(one, other);
}

export function earlier(one: string, other: string): string {
  return one < other ? one : other;
}
