/** Keeps what was read for all who ask, as long as it is fresh. */

/** A failed reading is not kept. Those who ask during a reading wait for it. */
export class FreshReading<Value> {
  #last: { readonly at: number; readonly reading: Promise<Value> } | undefined;

  /**
   * @param at now, in milliseconds since the epoch
   * @param isFresh whether what was read at a time is fresh now
   */
  async find(at: number, isFresh: (readAt: number) => boolean, read: () => Promise<Value>): Promise<Value> {
    if (this.#last === undefined || !isFresh(this.#last.at)) this.#last = { at, reading: read() };
    const { reading } = this.#last;
    try {
      return await reading;
    } catch (error) {
      if (this.#last?.reading === reading) this.forget();
      throw error;
    }
  }

  forget(): void {
    this.#last = undefined;
  }
}
