/** Records what a file says of people, several at a time. It decides nothing, so nobody's access changes. */
import pMap from 'p-map';
import { ServiceError } from '../../../lib/errors.ts';
import type { Sighting } from '../../../lib/people/identification.ts';
import { type LearntOfPerson, loginConflict } from '../../../lib/people/learnt.ts';
import { busy, type People } from '../../../lib/people/people.ts';
import type { Policy } from '../../../lib/policy/policy.ts';
import { sha256 } from '../../../lib/sha256.ts';
import type { BadRow, ImportRow, PersonRow } from './import-row.ts';
import { type ImportOrigin, sightingsOf } from './row-reading.ts';

interface ImportTotals {
  /** People of whom nothing was known. */
  new: number;
  changed: number;
  unchanged: number;
  /** People whose login another account or another person has. */
  conflicts: number;
  /** Of the people, those without a login in Zuora. */
  withoutLogin: number;
  /** Rows that were there before, word for word. */
  repeated: number;
  /** Rows that could not be read or recorded. */
  bad: number;
}

export interface ImportResult {
  readonly totals: ImportTotals;
  /** Conflicts and bad rows, as many as an operator reads. */
  readonly problems: readonly BadRow[];
  readonly isInterrupted: boolean;
}

export interface ImportWork {
  readonly people: People;
  readonly policy: Policy;
  readonly origin: ImportOrigin;
  readonly interruption: AbortSignal;
  /** Called after each row with the number of rows so far. */
  readonly onRow: (rows: number) => void;
}

/** People who are written at once. */
const concurrency = 16;

const maxProblems = 10_000;

const conflictProblem = 'another account of the source, or another person, has the login and has not left';

/** @throws an error of AWS; what was recorded by then stays, and an import again goes on */
export async function importPeople(
  rows: AsyncIterable<ImportRow> | Iterable<ImportRow>,
  work: ImportWork,
): Promise<ImportResult> {
  const run = new ImportRun(work);
  await pMap(run.until(rows), (row) => run.take(row), { concurrency });
  await run.takePostponed();
  return run.result();
}

class ImportRun {
  readonly #work: ImportWork;
  readonly #totals: ImportTotals = {
    ...{ new: 0, changed: 0, unchanged: 0 },
    ...{ conflicts: 0, withoutLogin: 0, repeated: 0, bad: 0 },
  };
  readonly #problems: BadRow[] = [];
  /** Where each account was named, and by which content. */
  readonly #seen = new Map<string, { readonly place: string; readonly content: string }>();
  /** Of rows with a name that other rows were about to write. */
  readonly #postponed: { readonly place: string; readonly sightings: readonly Sighting[] }[] = [];
  #errors: unknown[] = [];
  #rows = 0;

  constructor(work: ImportWork) {
    this.#work = work;
  }

  /** The rows as long as nothing stops the import. */
  async *until(rows: AsyncIterable<ImportRow> | Iterable<ImportRow>): AsyncGenerator<ImportRow> {
    for await (const row of rows) {
      if (this.#work.interruption.aborted || this.#errors.length > 0) return;
      yield row;
    }
  }

  async take(row: ImportRow): Promise<void> {
    if ('problem' in row) this.#refuse(row.place, row.problem);
    else await this.#attempt(row.place, () => this.#record(row));
    this.#rows += 1;
    this.#work.onRow(this.#rows);
  }

  /** One at a time. */
  async takePostponed(): Promise<void> {
    for (const { place, sightings } of this.#postponed) {
      await this.#attempt(place, () => this.#recordSightings(place, sightings));
    }
  }

  async #attempt(place: string, record: () => Promise<void>): Promise<void> {
    try {
      await record();
    } catch (error) {
      if (error === loginConflict) this.#reportConflict(place);
      else if (error instanceof ServiceError) this.#refuse(place, error.message);
      else this.#errors.push(error);
    }
  }

  async #record(row: PersonRow): Promise<void> {
    const { policy, origin } = this.#work;
    const { place } = row;
    const sightings = sightingsOf(policy, origin, row);
    if (!this.#isFirst(row, sightings[0]?.keys[0]?.key ?? '')) return;
    try {
      await this.#recordSightings(place, sightings);
    } catch (error) {
      if (error !== busy) throw error;
      this.#postponed.push({ place, sightings });
    }
  }

  async #recordSightings(place: string, sightings: readonly Sighting[]): Promise<void> {
    const done = await this.#work.people.record(sightings);
    if (done.isInConflict) this.#reportConflict(place);
    else this.#totals[done.effect ?? 'unchanged'] += 1;
    this.#noteLogin(place, done);
  }

  /** Whether no row before is of the same account. */
  #isFirst({ place, ...said }: PersonRow, account: string): boolean {
    const content = sha256(JSON.stringify(said)).slice(0, 16);
    const before = this.#seen.get(account);
    if (before === undefined) this.#seen.set(account, { place, content });
    else if (before.content === content) this.#totals.repeated += 1;
    else this.#refuse(place, `names the same account as ${before.place}, which counts; put both in one row`);
    return before === undefined;
  }

  #noteLogin(place: string, { learnt }: LearntOfPerson): void {
    const [first] = learnt;
    if (first?.is !== 'unresolvable') return;
    this.#totals.withoutLogin += 1;
    if (first.reason !== 'no-username') this.#keep(place, `is recorded without a login: ${first.reason}`);
  }

  #reportConflict(place: string): void {
    this.#totals.conflicts += 1;
    this.#keep(place, conflictProblem);
  }

  #refuse(place: string, problem: string): void {
    this.#totals.bad += 1;
    this.#keep(place, problem);
  }

  #keep(place: string, problem: string): void {
    if (this.#problems.length < maxProblems) this.#problems.push({ place, problem });
  }

  /** @throws the first error that was nobody's */
  result(): ImportResult {
    if (this.#errors.length > 0) throw this.#errors[0];
    const isInterrupted = this.#work.interruption.aborted;
    return { totals: { ...this.#totals }, problems: this.#problems, isInterrupted };
  }
}
