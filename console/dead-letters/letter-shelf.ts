/** The dead letters as they were read last, for all pages. */
import { chooseDeadLetterQueues, type DeadLetterQueue } from '../../operator/dead-letters/dead-letter-queue.ts';
import type { DeadLetterSummary } from '../../operator/dead-letters/summary.ts';
import { readLetters } from '../../operator/dead-letters/sweep.ts';
import { explainError } from '../../operator/explain-error.ts';
import { hasDeadLetterQueue } from '../../operator/stack/stack.ts';
import type { DeadLetterState } from '../shapes/dead-letters.ts';
import type { Stage } from '../stage.ts';
import { Watching } from '../watching.ts';
import { LetterLock } from './letter-lock.ts';

/** Milliseconds after which a letter that the console holds comes back, if the console is killed. */
export const visibilityTimeout = 300_000;

/** Between two counts of the queues. */
const intervals = { local: 500, aws: 5000 };

/** More letters are not read again without being asked: each reading hides them for a moment. */
const maxUnasked = 1000;

export interface Shelf extends Omit<DeadLetterState, 'groups'> {
  readonly letters: readonly DeadLetterSummary[];
}

/** What went wrong last, if it has not gone well since. */
interface Problems {
  readonly reading?: string | undefined;
  readonly counting?: string | undefined;
}

export class LetterShelf {
  readonly lock = new LetterLock();
  readonly #stage: Stage;
  readonly #watching: Watching<Shelf>;
  #shelf: Shelf = { letters: [], isReading: false, isComplete: true, isOutdated: false, inFlight: 0 };
  /** The letters on each queue when they were read; undefined if the last reading has failed, so that it is repeated. */
  #counted: string | undefined;
  #problems: Problems = {};

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#watching = new Watching(stage, intervals, () => this.#look());
  }

  /** The follower gets what is known at once, and whenever it changes. */
  follow(follower: (shelf: Shelf) => void, end: AbortSignal): void {
    follower(this.#shelf);
    this.#watching.follow(follower, end);
  }

  get letters(): Shelf['letters'] {
    return this.#shelf.letters;
  }

  /**
   * A failure is part of what followers get.
   *
   * @throws OperatorError while a redrive or a purge has the letters
   */
  read(): Promise<void> {
    return this.lock.read(async () => {
      this.#change({ isReading: true });
      try {
        const queues = this.#queues();
        const { counted } = await countsOf(queues);
        const { letters, isComplete } = await readLetters(queues, this.#stage.session.interruption);
        const readAt = this.#stage.session.now();
        this.#counted = counted;
        this.#change({ letters, isComplete, readAt, isReading: false, isOutdated: false });
        this.#tellProblems({});
      } catch (error) {
        this.#counted = undefined;
        this.#change({ isReading: false });
        this.#tellProblems({ reading: explainError(error) });
      }
    });
  }

  /** Reads the letters again if their number has changed, or the last reading has failed, and they are few. */
  async #look(): Promise<undefined> {
    // The letters of its work count as in flight.
    if (this.lock.isHeld) return;
    try {
      const { counted, total, inFlight } = await this.lock.read(() => countsOf(this.#queues()));
      this.#tellProblems({ ...this.#problems, counting: undefined });
      // A redrive or a purge has begun meanwhile. It has the letters read when it ends.
      if (this.lock.isHeld) return;
      if (inFlight !== this.#shelf.inFlight) this.#change({ inFlight });
      const isFirst = this.#shelf.readAt === undefined;
      if (counted === this.#counted && !isFirst) return;
      if (isFirst || total <= maxUnasked) await this.read();
      else if (!this.#shelf.isOutdated) this.#change({ isOutdated: true });
    } catch (error) {
      this.#tellProblems({ ...this.#problems, counting: explainError(error) });
    }
  }

  #tellProblems(problems: Problems): void {
    this.#problems = problems;
    const problem = problems.reading ?? problems.counting;
    if (problem !== this.#shelf.problem) this.#change({ problem });
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
