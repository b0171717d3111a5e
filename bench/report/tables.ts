/** The tables of the measurements. */

import type { Machine } from '../machine.ts';
import type { CallsRow } from '../measurements/calls.ts';
import type { ColdRow } from '../measurements/cold.ts';
import type { GrowthRow } from '../measurements/growth/curve.ts';
import type { LatencyRow } from '../measurements/latency.ts';
import type { MemoryRow } from '../measurements/memory.ts';
import type { TranslationRow } from '../measurements/translation.ts';
import type { WarmRow } from '../measurements/warm.ts';
import type { Counts } from '../stand-ins/counts.ts';
import { short, withRuns } from './numbers.ts';
import type { Table } from './table.ts';

export function coldTable(rows: readonly ColdRow[]): Table {
  const service = rows.find(({ name }) => name === 'service');
  const share = (own: number | undefined, others: number) => short((own ?? Number.NaN) / others);
  return {
    titles: [
      '',
      'KB',
      'ready ms',
      'first message ms',
      'CPU ms',
      'our ready / theirs',
      'our first / theirs',
      'our CPU / theirs',
    ],
    rows: rows.map(({ title, kilobytes, ready, first, cpu }) => [
      ...[title, short(kilobytes), withRuns(ready), withRuns(first), withRuns(cpu)],
      ...[share(service?.ready.value, ready.value), share(service?.first.value, first.value)],
      share(service?.cpu.value, cpu.value),
    ]),
  };
}

export function machineTable({ cpu, cores, memoryGiB, platform, node, packages }: Machine): Table {
  return {
    titles: ['Machine', ''],
    rows: [
      ['processor', `${cores} cores of ${cpu}`],
      ['memory', `${memoryGiB} GiB`],
      ['system', platform],
      ...Object.entries({ Node: node, ...packages }),
    ],
  };
}

export function warmTable(rows: readonly WarmRow[]): Table {
  const service = rows.find(({ name }) => name === 'service')?.cpu.value ?? Number.NaN;
  return {
    titles: ['', 'CPU ms a message', 'ours / theirs'],
    rows: rows.map(({ title, cpu }) => [title, withRuns(cpu), short(service / cpu.value)]),
  };
}

const translationKinds = ['DynamoDB reads', 'DynamoDB writes', 'write units', 'SQS calls'];

export function translationTable(rows: readonly TranslationRow[]): Table {
  return {
    titles: ['A message', 'CPU ms', ...translationKinds],
    rows: rows.map(({ title, cpu, requests }) => [
      ...[title, withRuns(cpu)],
      ...translationKinds.map((kind) => (requests[kind] ?? 0).toFixed(1)),
    ]),
  };
}

export function latencyTable(rows: readonly LatencyRow[]): Table {
  return {
    titles: ['', 'in flight', 'first batch ms', 'warm batch ms', 'Zuora alone ms'],
    rows: rows.map(({ title, inFlight, first, warm, ideal }) => [
      ...[title, String(inFlight), withRuns(first), withRuns(warm), ideal === undefined ? '' : short(ideal)],
    ]),
  };
}

/** In the order of a message. */
const kinds = [
  'secret reads',
  'tokens',
  'DynamoDB reads',
  'DynamoDB writes',
  'write units',
  'Zuora reads',
  'Zuora writes',
  'SQS calls',
];

export function callsTable(rows: readonly CallsRow[]): Table {
  const cell = (row: CallsRow, kind: string) =>
    [row.first, row.unknown, row.known, row.repeated].map((counts) => of(counts, kind)).join(' / ');
  return {
    titles: ['first / new user / known user / repeated', ...kinds],
    rows: rows.map((row) => [row.title, ...kinds.map((kind) => cell(row, kind))]),
  };
}

function of(counts: Counts, kind: string): number {
  return counts[kind] ?? 0;
}

export function memoryTable(rows: readonly MemoryRow[]): Table {
  return {
    titles: ['', 'MB after 5,000', 'MB after 50,000', 'bytes a message'],
    rows: rows.map(({ title, heaps, bytesPerMessage }) => [
      ...[title, short(heaps[0]?.megabytes ?? Number.NaN), short(heaps.at(-1)?.megabytes ?? Number.NaN)],
      short(bytesPerMessage),
    ]),
  };
}

/** The first and the last point of each curve. */
export function growthTable(rows: readonly GrowthRow[]): Table {
  return {
    titles: ['', 'size', 'cost', 'sizes', 'costs', 'cost per one, first to last', 'exponent (last step)'],
    rows: rows.map(({ title, size, cost, points, exponent, lastExponent }) => {
      const perOne = [points[0], points.at(-1)].map((point) => short((point?.cost ?? Number.NaN) / (point?.size ?? 1)));
      return [
        ...[title, size, cost],
        points.map((point) => point.size.toLocaleString('en')).join(', '),
        points.map((point) => short(point.cost)).join(', '),
        ...[perOne.join(' → '), `${short(exponent)} (${short(lastExponent)})`],
      ];
    }),
  };
}
