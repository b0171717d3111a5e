/** The dead letters as they were read last, for all pages. Two readings at once would hide letters from each other. */
import { chooseDeadLetterQueues, type DeadLetterQueue } from '../../operator/dead-letters/dead-letter-queue.ts';
import type { DeadLetterSummary } from '../../operator/dead-letters/summary.ts';
import { readLetters } from '../../operator/dead-letters/sweep.ts';
import { explainError } from '../../operator/explain-error.ts';
import { hasDeadLetterQueue } from '../../operator/stack/stack.ts';
import type { DeadLetterState } from '../shapes/dead-letters.ts';
import type { Stage } from '../stage.ts';
import { Watching } from '../watching.ts';

/** Milliseconds after which a letter that the console holds comes back, if the console is killed. */
export const visibilityTimeout = 300_000;

/** Between two counts of the queues. */
const intervals = { local: 500, aws: 5000 };

/** More letters are not read again without being asked: each reading hides them for a moment. */
const maxUnasked = 1000;

export interface Shelf extends Omit<DeadLetterState, 'groups'> {
  readonly letters: readonly DeadLetterSummary[];
}

export class LetterShelf {
  readonly #stage: Stage;
  readonly #watching: Watching<Shelf>;
  #shelf: Shelf = { letters: [], isReading: false, isComplete: true, isOutdated: false, inFlight: 0 };
  /** The letters on each queue when they were read. */
  #counted = '';
  #lastWork: Promise<unknown> = Promise.resolve();

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#watching = new Watching(stage, intervals, () => this.#look());
  }

  /** The follower gets what is known at once, and whenever it changes. */
  follow(follower: (shelf: Shelf) => void, end: AbortSignal): void {
    follower(this.#shelf);
    this.#watching.follow(follower, end);
  }

  /** Does something with the queues while nobody else of the console does. */
  async alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#lastWork.then(work);
    this.#lastWork = turn.catch(() => undefined);
    return turn;
  }

  /** A failure is part of what followers get. */
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

  /** Reads the letters again if their number has changed, and they are few. */
  async #look(): Promise<undefined> {
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
    this.#watching.tell(this.#shelf);
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
