/** The expected result of a message. */

export interface Expectation {
  /** Changes in Zuora, as `effectOf` names them. Each happens once, also when several messages bring the event. */
  readonly changes: readonly string[];
  /** Changes of an earlier event that this one undoes. Their order is not known. */
  readonly undone: readonly UndoneChange[];
  /** One of each for every message with the event. */
  readonly deadLetters: readonly ExpectedDeadLetter[];
}

/** Both happen, each once; or neither, if the undoing came first. */
export interface UndoneChange {
  readonly change: string;
  readonly undoing: string;
  /** What may happen once in between. */
  readonly between?: string;
}

interface ExpectedDeadLetter {
  readonly reason: string;
  /** The message's body, or a part of it. */
  readonly body: string;
}

export const nothingExpected: Expectation = { changes: [], undone: [], deadLetters: [] };
