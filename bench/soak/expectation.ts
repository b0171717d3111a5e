/** The expected result of a message. */
import type { AccessCourse } from './access-course.ts';

export interface Expectation {
  /** Changes in Zuora, as `effectOf` names them. Each happens once, also when several messages bring the event. */
  readonly changes: readonly string[];
  /** What becomes of access by this message and others. */
  readonly courses: readonly AccessCourse[];
  /** The usernames of those who are quarantined by it, and keep their access. */
  readonly quarantined: readonly string[];
  /** One of each for every message with the event. */
  readonly deadLetters: readonly ExpectedDeadLetter[];
}

interface ExpectedDeadLetter {
  readonly reason: string;
  /** The message's body, or a part of it. */
  readonly body: string;
}

export const nothingExpected: Expectation = { changes: [], courses: [], quarantined: [], deadLetters: [] };
