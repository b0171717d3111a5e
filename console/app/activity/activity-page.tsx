/** Activity: what happens, as it happens. */
import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { ActivityBatch, ActivityRow } from '../../shapes/activity.ts';
import { stage } from '../api.ts';
import { usePageActions } from '../keys.ts';
import { type Connection, lostWords, useLive } from '../live.ts';
import { Badge, Command, Empty, Failed, Loading, Their, Time, word } from '../parts.tsx';
import { changeQuery, parameter } from '../router.ts';
import { Rows } from '../rows.tsx';
import { selectionKeys } from '../selection-keys.ts';
import { milliseconds } from '../time.ts';
import { ActivityCharts } from './activity-charts.tsx';
import { ActivityDetail } from './activity-detail.tsx';
import { ActivityFilters, readFilters, readMinutes } from './activity-filters.tsx';
import { emptyStore, filtered, inPeriod, keyOf, outcomeCounts, withBatch } from './activity-store.ts';

const titles = ['When', 'Outcome', 'Person', 'Entities', 'Operation', 'Asked by', 'Reason', 'Took'];

/** Milliseconds between two steps of the charts' time. */
const tick = 5000;

export function ActivityPage() {
  const store = useSignal(emptyStore);
  const minutes = readMinutes();
  const connection = useLive<ActivityBatch>(`/activity/live?minutes=${encodeURIComponent(minutes)}`, (batch) => {
    store.value = withBatch(store.value, batch);
  });
  const now = useNow();
  const { isComplete, problem } = store.value;
  const filters = readFilters();
  const from = now - Number(minutes) * 60_000;
  const { rows, latencies } = useMemo(() => inPeriod(store.value, from), [store.value, from]);
  const shown = useMemo(() => filtered(rows, filters), [rows, JSON.stringify(filters)]);
  const key = parameter('event');
  const selected = key === '' ? undefined : store.value.rows.find((row) => keyOf(row) === key);
  usePageActions([
    ...selectionKeys('outcome', shown, selected, select),
    { key: 'Escape', does: 'Close the selected outcome', run: () => changeQuery({ event: undefined }) },
  ]);
  return (
    <div class="page activity">
      <div class="heading">
        <h1>Activity</h1>
        <Status connection={connection.value} isComplete={isComplete} isRead={problem === undefined} />
        <Command words={tailWords(minutes, filters.operation)} />
      </div>
      <ActivityFilters rows={rows} />
      <Counts rows={shown} current={filters.outcome} />
      <ActivityCharts rows={shown} latencies={latencies} from={from} to={now} />
      {problem && <Failed problem={problem} />}
      <div class="split">
        {shown.length > 0 ? (
          <Rows
            label="Outcomes"
            class="outcomes"
            titles={titles}
            items={shown}
            keyOf={(row) => String(row.id)}
            cellsOf={(row) => cellsOf(row, now)}
            isCurrent={(row) => row === selected}
            onOpen={select}
          />
        ) : (
          <NoRows isComplete={isComplete} hasRows={rows.length > 0} hasFailed={problem !== undefined} />
        )}
        {selected && <ActivityDetail row={selected} />}
      </div>
    </div>
  );
}

/** Of the filters `tail` has the time and the queue of the operation. */
function tailWords(minutes: string, operation: string): readonly string[] {
  const { queue } = stage.value?.operations.find(({ name }) => name === operation) ?? {};
  return ['tail', '--since', word(`${minutes}m`), ...(queue === undefined ? [] : ['--queue', queue])];
}

function select(row: ActivityRow): void {
  changeQuery({ event: keyOf(row) });
}

function cellsOf(row: ActivityRow, now: number) {
  return [
    <button key="when" type="button" class="link" onClick={() => select(row)}>
      <Time at={row.at} now={now} />
    </button>,
    <Badge key="outcome" severity={row.severity}>
      {row.outcome}
    </Badge>,
    <Their key="person" text={row.person ?? ''} />,
    <Their key="entities" text={row.entities.join(', ')} />,
    row.operation,
    <Their key="requester" text={row.requester ?? ''} />,
    <Their key="reason" text={[row.reason, row.requestReason].filter(Boolean).join(' – ')} />,
    row.durationMs === undefined ? '' : milliseconds(row.durationMs),
  ];
}

interface StatusProps {
  readonly connection: Connection;
  readonly isComplete: boolean;
  readonly isRead: boolean;
}

function Status({ connection, isComplete, isRead }: StatusProps) {
  const words =
    connection === 'lost'
      ? lostWords
      : !isRead
        ? 'The logs cannot be read. Trying again…'
        : isComplete
          ? 'Live'
          : 'Reading the logs…';
  return (
    <p class={words === 'Live' ? 'status live' : 'status'} role="status">
      {words}
    </p>
  );
}

function Counts({ rows, current }: { readonly rows: readonly ActivityRow[]; readonly current: string }) {
  return (
    <ul class="counts" aria-label="Outcomes by number">
      {outcomeCounts(rows).map(({ outcome, severity, count: number }) => (
        <li key={outcome}>
          <button
            type="button"
            class={`badge ${severity}`}
            aria-pressed={outcome === current}
            onClick={() => changeQuery({ outcome: outcome === current ? undefined : outcome })}
          >
            {number.toLocaleString('en')} {outcome}
          </button>
        </li>
      ))}
    </ul>
  );
}

interface NoRowsProps {
  readonly isComplete: boolean;
  readonly hasRows: boolean;
  readonly hasFailed: boolean;
}

function NoRows({ isComplete, hasRows, hasFailed }: NoRowsProps) {
  if (hasRows) return <Empty>No outcome passes these filters.</Empty>;
  if (hasFailed) return <Empty>Nothing is known.</Empty>;
  if (!isComplete) return <Loading what="the outcomes" />;
  return <Empty>Nothing happened in this time. An outcome appears here as soon as a function has logged it.</Empty>;
}

/** Milliseconds since the epoch, in steps. */
function useNow(): number {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => {
      now.value = Date.now();
    }, tick);
    return () => window.clearInterval(timer);
  }, []);
  return now.value;
}
