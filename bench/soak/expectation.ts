/** What must come of a message. */

export interface Expectation {
  /** Changes in Zuora, in the words of `effectOf`: each once, however many messages bring the event. */
  readonly changes: readonly string[];
  /** Changes that an event of before makes, and this one undoes: in what order they are carried out, nobody knows. */
  readonly undone: readonly UndoneChange[];
  /** One of each for every message that brings the event. */
  readonly deadLetters: readonly ExpectedDeadLetter[];
}

/** Both are made, each once; or neither, where what undoes the change was carried out before it. */
export interface UndoneChange {
  readonly change: string;
  readonly undoing: string;
}

interface ExpectedDeadLetter {
  readonly reason: string;
  /** The message's, or a part of it. */
  readonly body: string;
}

export const nothingExpected: Expectation = { changes: [], undone: [], deadLetters: [] };
