/** What the service is to reach beside the alternatives, and whether it does. */
import type { ColdRow } from '../measurements/cold.ts';
import type { GrowthRow } from '../measurements/growth/curve.ts';
import type { LatencyRow } from '../measurements/latency.ts';
import type { MemoryRow } from '../measurements/memory.ts';
import type { TranslationRow } from '../measurements/translation.ts';
import type { WarmRow } from '../measurements/warm.ts';
import { short } from './numbers.ts';
import type { Table } from './table.ts';

/** What was measured so far. */
export interface AllResults {
  readonly cold?: readonly ColdRow[] | undefined;
  readonly warm?: readonly WarmRow[] | undefined;
  readonly translation?: readonly TranslationRow[] | undefined;
  readonly latency?: readonly LatencyRow[] | undefined;
  readonly memory?: readonly MemoryRow[] | undefined;
  readonly growth?: readonly GrowthRow[] | undefined;
}

interface Goal {
  readonly what: string;
  readonly atMost: number;
  /** NaN if it was not measured. */
  readonly measured: (results: AllResults) => number;
}

/** Of a heap that does not grow. A collection leaves a little more or less each time. */
const flatBytes = 20;

/** Of a cost that is linear. The caches of the processor add something to times, and quadratic costs have 2. */
const linear = 1.1;

const goals: readonly Goal[] = [
  {
    what: 'ready, of Powertools with our build',
    atMost: 0.8,
    measured: ({ cold }) => coldRatio(cold, 'ready', 'powertools'),
  },
  {
    what: 'ready, of Powertools as documented',
    atMost: 0.58,
    measured: ({ cold }) => coldRatio(cold, 'ready', 'powertools-documented'),
  },
  {
    what: 'first message, of Powertools with our build',
    atMost: 0.9,
    measured: ({ cold }) => coldRatio(cold, 'first', 'powertools'),
  },
  {
    what: 'first message, of Powertools as documented',
    atMost: 0.72,
    measured: ({ cold }) => coldRatio(cold, 'first', 'powertools-documented'),
  },
  { what: 'bundle, KB', atMost: 400, measured: ({ cold }) => rowOf(cold, 'service')?.kilobytes ?? Number.NaN },
  {
    what: 'CPU a message, of axios + SDK with two writes',
    atMost: 1.15,
    measured: ({ warm }) => warmRatio(warm, 'axios-two-writes'),
  },
  {
    what: 'CPU a message, of Powertools with our build',
    atMost: 1.1,
    measured: ({ warm }) => warmRatio(warm, 'powertools'),
  },
  {
    what: 'CPU a message of translation that changes access, ms',
    atMost: 1.5,
    measured: ({ translation }) => rowOf(translation, 'changed')?.cpu.value ?? Number.NaN,
  },
  { what: 'a warm batch, of ⌈10 / in flight⌉ × 200 ms', atMost: 1.2, measured: ({ latency }) => worstBatch(latency) },
  {
    what: 'heap, bytes that a message leaves',
    atMost: flatBytes,
    measured: ({ memory }) => rowOf(memory, 'service')?.bytesPerMessage ?? Number.NaN,
  },
  {
    what: 'decision by 1,000 rules for 100 entities, CPU ms',
    atMost: 10,
    measured: ({ growth }) => rowOf(growth, 'policy-decisions')?.points.at(-1)?.cost ?? Number.NaN,
  },
  {
    what: 'growth, the largest exponent',
    atMost: linear,
    measured: ({ growth = [] }) => largest(growth.map(({ exponent }) => exponent)),
  },
];

export function goalsTable(results: AllResults): Table {
  return {
    titles: ['', 'at most', 'measured', 'reached'],
    rows: goals.map(({ what, atMost, measured }) => {
      const value = measured(results);
      return [what, String(atMost), short(value), Number.isNaN(value) ? '–' : value <= atMost ? 'yes' : 'no'];
    }),
  };
}

function coldRatio(rows: readonly ColdRow[] | undefined, what: 'ready' | 'first', name: string): number {
  return (rowOf(rows, 'service')?.[what].value ?? Number.NaN) / (rowOf(rows, name)?.[what].value ?? Number.NaN);
}

function warmRatio(rows: readonly WarmRow[] | undefined, name: string): number {
  return (rowOf(rows, 'service')?.cpu.value ?? Number.NaN) / (rowOf(rows, name)?.cpu.value ?? Number.NaN);
}

function worstBatch(rows: readonly LatencyRow[] = []): number {
  return largest(rows.flatMap(({ ideal, warm }) => (ideal === undefined ? [] : [warm.value / ideal])));
}

function largest(numbers: readonly number[]): number {
  return numbers.length === 0 ? Number.NaN : Math.max(...numbers);
}

function rowOf<Row extends { readonly name: string }>(rows: readonly Row[] | undefined, name: string): Row | undefined {
  return rows?.find((row) => row.name === name);
}
