/** The tables of docs/performance.md, from the results. */
import type { CostRow } from './cost.ts';
import type { LimitRow } from './limits.ts';
import type { OutageRow } from './outage.ts';

const count = (number: number) => number.toLocaleString('en-US');
const dollars = (amount: number) => amount.toFixed(2);

export function limitsTable(rows: readonly LimitRow[]): string {
  const header = ['Load', 'Settings', 'Calls at once', 'Finished a second', 'Median wait', 'Messages in three days'];
  return table(
    header,
    rows.map((row) => [
      ...[row.load, row.settings, count(row.callsAtOnce), String(row.finishedASecond)],
      ...[row.waiting > row.finishedASecond * 60 ? 'grows' : `${row.medianWait} s`, count(row.inThreeDays)],
    ]),
  );
}

export function outageTable(rows: readonly OutageRow[]): string {
  const header = ['Messages', 'Simulated', 'Zuora', 'Calls at once', 'Drain', 'Largest minute'];
  return table(
    [...header, 'Retries a message', 'Most receives', 'Dead letters', 'Applied once', 'Twice'],
    rows.map((row) => [
      ...[count(row.messages), `1 in ${row.oneIn}`, row.kind, count(row.callsAtOnce), inHours(row.drain)],
      ...[`${row.wave.toFixed(2)} × mean`, row.retriesAMessage.toFixed(1), count(row.maxReceives)],
      ...[count(row.deadLetters), count(row.appliedOnce), count(row.appliedAgain)],
    ]),
  );
}

export function costTable(rows: readonly CostRow[]): string {
  const total = (column: 'good' | 'faulty') => dollars(rows.reduce((sum, row) => sum + row[column], 0));
  return table(
    ['What it buys', 'What it takes', 'All is well', '5 % of calls fail', 'Powertools'],
    [
      ...rows.map((row) => [row.guarantee, row.requests, dollars(row.good), dollars(row.faulty), row.powertools]),
      ['**Total**', '', `**${total('good')}**`, `**${total('faulty')}**`, ''],
    ],
  );
}

function inHours(minutes: number): string {
  return minutes < 120 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return lines.join('\n');
}
