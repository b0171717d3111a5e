/** Lets messages that are about to read the same make one call. */

/** Those of a process. */
export class JoinedReads {
  readonly #gather: () => Promise<void>;
  readonly #gathering = new Map<string, Promise<unknown>>();

  /** @param gather waits until those who begin at the same time have asked */
  constructor(gather: () => Promise<void>) {
    this.#gather = gather;
  }

  /**
   * Nobody joins a call that is under way: what it reads may be older than what the message knows. A failure is the failure
   * of all who joined.
   *
   * @param key the same for the same call alone
   */
  run<Result>(key: string, read: () => Promise<Result>): Promise<Result> {
    // A key stands for one call, so it has results of one type.
    const joined = this.#gathering.get(key) as Promise<Result> | undefined;
    if (joined) return joined;
    const begun = this.#gather().then(() => {
      this.#gathering.delete(key);
      return read();
    });
    this.#gathering.set(key, begun);
    return begun;
  }
}
