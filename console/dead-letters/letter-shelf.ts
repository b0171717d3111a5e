/** The dead letters as they were read last, for all pages. Two readings at once would hide letters from each other. */
import { setTimeout } from 'node:timers/promises';
import { chooseDeadLetterQueues, type DeadLetterQueue } from '../../operator/dead-letters/dead-letter-queue.ts';
import type { DeadLetterSummary } from '../../operator/dead-letters/summary.ts';
import { readLetters } from '../../operator/dead-letters/sweep.ts';
import { explainError } from '../../operator/explain-error.ts';
import { hasDeadLetterQueue } from '../../operator/stack/stack.ts';
import type { Stage } from '../stage.ts';

/** Milliseconds after which a letter that the console holds comes back, if the console is killed. */
export const visibilityTimeout = 300_000;

/** Milliseconds between two counts of the queues. */
const localInterval = 500;
const awsInterval = 5000;

/** More letters are not read again without being asked: each reading hides them for a moment. */
const maxUnasked = 1000;

export interface Shelf {
  readonly letters: readonly DeadLetterSummary[];
  /** Milliseconds since the epoch. */
  readonly readAt?: number | undefined;
  readonly isReading: boolean;
  readonly isComplete: boolean;
  readonly isOutdated: boolean;
  readonly inFlight: number;
  readonly problem?: string | undefined;
}

export class LetterShelf {
  readonly #stage: Stage;
  readonly #followers = new Set<(shelf: Shelf) => void>();
  #shelf: Shelf = { letters: [], isReading: false, isComplete: true, isOutdated: false, inFlight: 0 };
  /** The letters on each queue when they were read. */
  #counted = '';
  #isWatching = false;
  #lastWork: Promise<unknown> = Promise.resolve();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** The follower gets what is known at once, and whenever it changes. */
  follow(follower: (shelf: Shelf) => void, end: AbortSignal): void {
    follower(this.#shelf);
    this.#followers.add(follower);
    end.addEventListener('abort', () => this.#followers.delete(follower));
    void this.#watch();
  }

  /** Does something with the queues while nobody else of the console does. */
  async alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#lastWork.then(work);
    this.#lastWork = turn.catch(() => undefined);
    return turn;
  }

  /** Never throws: a failure is part of what followers get. */
  read(): Promise<void> {
    return this.alone(async () => {
      this.#change({ isReading: true });
      try {
        const queues = this.#queues();
        this.#counted = (await countsOf(queues)).counted;
        const { letters, isComplete } = await readLetters(queues, this.#stage.session.interruption);
        const readAt = this.#stage.session.now();
        this.#change({ letters, isComplete, readAt, isReading: false, isOutdated: false, problem: undefined });
      } catch (error) {
        this.#change({ isReading: false, problem: explainError(error) });
      }
    });
  }

  async #watch(): Promise<void> {
    if (this.#isWatching) return;
    this.#isWatching = true;
    const { session } = this.#stage;
    while (this.#followers.size > 0 && !session.interruption.aborted) {
      await this.#look();
      const interval = session.aws.isOnThisMachine ? localInterval : awsInterval;
      await setTimeout(interval, undefined, { signal: session.interruption }).catch(() => undefined);
    }
    this.#isWatching = false;
  }

  /** Reads the letters again if their number has changed, and they are few. */
  async #look(): Promise<void> {
    try {
      // Letters that the console holds itself count as in flight.
      const { counted, total, inFlight } = await this.alone(() => countsOf(this.#queues()));
      if (inFlight !== this.#shelf.inFlight) this.#change({ inFlight });
      const isFirst = this.#shelf.readAt === undefined;
      if (counted === this.#counted && !isFirst) return;
      if (isFirst || total <= maxUnasked) await this.read();
      else if (!this.#shelf.isOutdated) this.#change({ isOutdated: true });
    } catch (error) {
      this.#change({ problem: explainError(error) });
    }
  }

  #queues(): readonly DeadLetterQueue[] {
    const { session } = this.#stage;
    if (!session.stack.queues.some(hasDeadLetterQueue)) return [];
    return chooseDeadLetterQueues(session, { visibilityTimeout });
  }

  #change(change: Partial<Shelf>): void {
    this.#shelf = { ...this.#shelf, ...change };
    for (const follower of this.#followers) follower(this.#shelf);
  }
}

async function countsOf(queues: readonly DeadLetterQueue[]) {
  const counts = await Promise.all(queues.map((queue) => queue.counts()));
  const all = counts.map(({ visible, inFlight }) => visible + inFlight);
  return {
    counted: all.join(' '),
    total: all.reduce((sum, one) => sum + one, 0),
    inFlight: counts.reduce((sum, one) => sum + one.inFlight, 0),
  };
}
