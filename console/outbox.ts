/** What is sent to one browser. It waits here until the browser reads it. */

/** Messages that may wait. The longest past of the page Activity has eleven, and each second brings another one. */
export const maxWaiting = 50;

export class Outbox<Message> {
  readonly #write: (message: Message) => string;
  readonly #onGone: () => void;
  readonly #encoder = new TextEncoder();
  #waiting: Message[] = [];
  #isOpen = true;
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
    if (this.#waiting.length > maxWaiting) this.#onGone();
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
      this.#controller.enqueue(this.#encoder.encode(this.#write(message)));
    }
  }

  #hasRoom(): boolean {
    return (this.#controller.desiredSize ?? 0) > 0;
  }
}
