/** Sends what several callers give at about the same time together, in batches, so that fewer requests are made. */

/** The errors of a request, by the place of the items in it; undefined for an item that is sent. */
export type SendBatch<Item> = (items: readonly Item[]) => Promise<readonly (Error | undefined)[]>;

interface Options {
  /** Items of one request. */
  readonly maxBatch: number;
  readonly maxRequestsAtOnce: number;
  /** Whether an error of a whole request may be the fault of one item. Then each caller's items are sent by themselves. */
  readonly mayBeOfOne: (error: unknown) => boolean;
}

interface Caller {
  readonly requireTime: () => void;
  /** Nothing more of a caller is sent after it. */
  error: unknown;
  /** Items that are neither sent nor given up. */
  left: number;
  readonly finish: () => void;
}

interface Waiting<Item> {
  readonly item: Item;
  readonly caller: Caller;
}

export class GatheredSending<Item> {
  readonly #send: SendBatch<Item>;
  readonly #options: Options;
  readonly #waiting: Waiting<Item>[] = [];
  #requests = 0;

  constructor(send: SendBatch<Item>, options: Options) {
    this.#send = send;
    this.#options = options;
  }

  /**
   * Sends a full batch at once. Fewer items wait for the request that is under way, if there is one, and go with those that
   * come meanwhile.
   *
   * @param requireTime throws if no time is left for another request of this caller
   * @throws the first error, after all requests with items of this caller have ended
   */
  async send(items: readonly Item[], requireTime: () => void): Promise<void> {
    if (items.length === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const caller: Caller = { requireTime, error: undefined, left: items.length, finish: resolve };
    for (const item of items) this.#waiting.push({ item, caller });
    this.#startRequests();
    await promise;
    if (caller.error !== undefined) throw caller.error;
  }

  #startRequests(): void {
    const { maxBatch, maxRequestsAtOnce } = this.#options;
    while (
      this.#waiting.length > 0 &&
      (this.#requests === 0 || (this.#waiting.length >= maxBatch && this.#requests < maxRequestsAtOnce))
    ) {
      const batch = this.#waiting.splice(0, maxBatch);
      this.#requests += 1;
      void this.#request(batch).finally(() => {
        this.#requests -= 1;
        this.#startRequests();
      });
    }
  }

  /** Never rejects. */
  async #request(batch: readonly Waiting<Item>[]): Promise<void> {
    const ready: Waiting<Item>[] = [];
    for (const waiting of batch) {
      if (mayGoOn(waiting.caller)) ready.push(waiting);
      else settle(waiting.caller);
    }
    if (ready.length === 0) return;
    try {
      const errors = await this.#send(ready.map(({ item }) => item));
      for (const [index, { caller }] of ready.entries()) settle(caller, errors[index]);
    } catch (error) {
      const callers = new Set(ready.map(({ caller }) => caller));
      if (callers.size > 1 && this.#options.mayBeOfOne(error)) {
        await Promise.all([...callers].map((own) => this.#request(ready.filter(({ caller }) => caller === own))));
      } else {
        for (const { caller } of ready) settle(caller, error);
      }
    }
  }
}

/** Whether more of the caller's items are to be sent. */
function mayGoOn(caller: Caller): boolean {
  if (caller.error !== undefined) return false;
  try {
    caller.requireTime();
    return true;
  } catch (error) {
    caller.error = error;
    return false;
  }
}

/** An item of the caller is sent, or given up. */
function settle(caller: Caller, error?: unknown): void {
  caller.error ??= error;
  caller.left -= 1;
  if (caller.left === 0) caller.finish();
}
