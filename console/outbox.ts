/** What is sent to one browser. It waits here until the browser reads it. */

/** Messages that may wait for a browser that reads nothing. */
export const maxWaiting = 50;

/**
 * Milliseconds without a read after which a browser reads too little. A slow line takes many seconds for each of the eleven
 * messages of a day of Activity. After a new connection it would get the same past again, and be behind again.
 */
export const patience = 60_000;

/** Messages that may wait in any case, so that a line that is always too slow does not fill the memory. */
export const maxBehind = 1000;

export class Outbox<Message> {
  readonly #write: (message: Message) => string;
  readonly #onGone: () => void;
  readonly #encoder = new TextEncoder();
  #waiting: Message[] = [];
  #isOpen = true;
  /** When the browser read last, or connected; milliseconds by `performance.now`. */
  #readAt = performance.now();
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  /** It holds one message. The next ones are written as the browser reads. */
  readonly body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      this.#controller = controller;
    },
    pull: () => this.#pass(),
    cancel: () => {
      this.#isOpen = false;
      this.#onGone();
    },
  });

  /** @param onGone called when the browser has gone away, or reads too little */
  constructor(write: (message: Message) => string, onGone: () => void) {
    this.#write = write;
    this.#onGone = onGone;
  }

  /** @param isWhole whether it makes obsolete what waits */
  put(message: Message, isWhole = false): void {
    if (isWhole) this.#waiting = [];
    this.#waiting.push(message);
    this.#pass();
    if (this.#isTooFarBehind()) this.#onGone();
  }

  /** Unless the browser has something to read anyway. */
  putIfIdle(message: Message): void {
    if (this.#hasRoom()) this.put(message);
  }

  /** What waits is dropped. */
  close(): void {
    this.#waiting = [];
    if (this.#isOpen) this.#controller.close();
    this.#isOpen = false;
  }

  #pass(): void {
    while (this.#hasRoom()) {
      const message = this.#waiting.shift();
      if (message === undefined) return;
      this.#readAt = performance.now();
      this.#controller.enqueue(this.#encoder.encode(this.#write(message)));
    }
  }

  #isTooFarBehind(): boolean {
    const isReading = performance.now() - this.#readAt <= patience;
    return this.#waiting.length > (isReading ? maxBehind : maxWaiting);
  }

  #hasRoom(): boolean {
    return (this.#controller.desiredSize ?? 0) > 0;
  }
}
