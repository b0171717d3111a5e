/** What a message's calls in all entities leave for its outcome line and its record. */
export class Trail {
  readonly #whole: Trail | undefined;
  #requestId: string | undefined;
  readonly #requests = new Map<string, { readonly id: string; readonly isWrite: boolean }>();
  #calledIn: string | undefined;
  #failedIn: string | undefined;

  /** @param whole of which this is a part: it has all of this too */
  constructor(whole?: Trail) {
    this.#whole = whole;
  }

  /** Zuora's id of the latest answered call. Zuora's support asks for it. */
  get requestId(): string | undefined {
    return this.#requestId;
  }

  /** By entity: of the latest answered write, else of the latest read. Undefined unless several entities answered. */
  get requestIds(): Readonly<Record<string, string>> | undefined {
    if (this.#requests.size < 2) return undefined;
    return Object.fromEntries([...this.#requests].map(([entityId, { id }]) => [entityId, id]));
  }

  /** The entity of the latest failed write, where an administrator may have to act; else of the latest call. */
  get actedIn(): string | undefined {
    return this.#failedIn ?? this.#calledIn;
  }

  callIn(entityId: string): void {
    this.#whole?.callIn(entityId);
    this.#calledIn = entityId;
  }

  /** @param id of Zuora, if the answer has one */
  answerIn(entityId: string, isWrite: boolean, id: string | undefined): void {
    this.#whole?.answerIn(entityId, isWrite, id);
    if (id === undefined) return;
    this.#requestId = id;
    if (isWrite || !this.#requests.get(entityId)?.isWrite) this.#requests.set(entityId, { id, isWrite });
  }

  /** Zuora answered a write with a failure. */
  failedWriteIn(entityId: string): void {
    this.#whole?.failedWriteIn(entityId);
    this.#failedIn = entityId;
  }
}
