/** The key under which Zuora recognises a repeated POST. */

/**
 * The ID under which the event's message first arrived; with the epoch behind it once an earlier key is used up.
 *
 * Zuora replays the answer stored under a key for 24 hours, a failure too, so an answered failure needs the next epoch,
 * and an unanswered call the same one: https://developer.zuora.com/docs/guides/idempotent-requests/
 */
export class IdempotencyKey {
  readonly #messageId: string;
  #epoch: number;

  constructor(messageId: string, epoch: number) {
    this.#messageId = messageId;
    this.#epoch = epoch;
  }

  get value(): string {
    return this.#epoch === 0 ? this.#messageId : `${this.#messageId}.${this.#epoch}`;
  }

  /** Counts the keys that are used up. */
  get epoch(): number {
    return this.#epoch;
  }

  advanceEpoch(): void {
    this.#epoch += 1;
  }
}
