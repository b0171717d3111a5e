/** The outcomes that this page has, and those of them that its filters leave. */
import type { ActivityBatch, ActivityRow, LatencyPoint } from '../../shapes/activity.ts';

/** Of either kind: a page that is open for days must not grow. */
const maxKept = 10_000;

export interface ActivityStore {
  /** The newest first. */
  readonly rows: readonly ActivityRow[];
  /** The oldest first. */
  readonly latencies: readonly LatencyPoint[];
  readonly isComplete: boolean;
  readonly problem?: string | undefined;
}

export const emptyStore: ActivityStore = { rows: [], latencies: [], isComplete: false };

export function withBatch(store: ActivityStore, batch: ActivityBatch): ActivityStore {
  const { isFirst, isComplete, problem } = batch;
  const before = isFirst ? emptyStore : store;
  const latencies = [...before.latencies, ...batch.latencies].slice(-maxKept);
  return { rows: merged(before.rows, batch.rows).slice(0, maxKept), latencies, isComplete, problem };
}

/** Both are in order. News come before what is there, and a further part of the past after it. */
function merged(rows: readonly ActivityRow[], added: readonly ActivityRow[]): readonly ActivityRow[] {
  const [newest, oldest] = [added[0], added.at(-1)];
  const [first, last] = [rows[0], rows.at(-1)];
  if (newest === undefined || oldest === undefined) return rows;
  if (first === undefined || last === undefined) return added;
  if (oldest.at >= first.at) return [...added, ...rows];
  if (newest.at <= last.at) return [...rows, ...added];
  return [...rows, ...added].sort((one, other) => other.at - one.at || other.id - one.id);
}

/**
 * A page that stays open keeps rows that are older than its period by now.
 *
 * @param from milliseconds since the epoch
 */
export function inPeriod({ rows, latencies }: ActivityStore, from: number): Pick<ActivityStore, 'rows' | 'latencies'> {
  const isIn = ({ at }: { readonly at: number }) => at >= from;
  return { rows: rows.filter(isIn), latencies: latencies.filter(isIn) };
}

/** The filters by the names of their parameters in the address. */
export const filterNames = ['person', 'entity', 'operation', 'outcome', 'source'] as const;

export type Filters = Readonly<Record<(typeof filterNames)[number], string>>;

export function filtered(rows: readonly ActivityRow[], filters: Filters): readonly ActivityRow[] {
  const person = filters.person.toLowerCase();
  const source = filters.source.toLowerCase();
  if (filterNames.every((name) => filters[name] === '')) return rows;
  return rows.filter(
    (row) =>
      (person === '' || (row.person ?? '').toLowerCase().includes(person)) &&
      (filters.entity === '' || row.entities.includes(filters.entity)) &&
      (filters.operation === '' || row.operation === filters.operation) &&
      (filters.outcome === '' || row.outcome === filters.outcome) &&
      (source === '' || `${row.source ?? ''} ${row.requester ?? ''}`.toLowerCase().includes(source)),
  );
}

export interface OutcomeCount extends Pick<ActivityRow, 'outcome' | 'severity'> {
  readonly count: number;
}

/** How often each outcome occurs, the most frequent first. */
export function outcomeCounts(rows: readonly ActivityRow[]): readonly OutcomeCount[] {
  const counts = new Map<string, OutcomeCount & { count: number }>();
  for (const { outcome, severity } of rows) {
    const known = counts.get(outcome);
    if (known) known.count += 1;
    else counts.set(outcome, { outcome, severity, count: 1 });
  }
  return [...counts.values()].sort((one, other) => other.count - one.count);
}

/** Identifies a delivery in the address. Ids of rows last only as long as the console. */
export function keyOf({ messageId, at }: ActivityRow): string {
  return `${messageId}.${at}`;
}
