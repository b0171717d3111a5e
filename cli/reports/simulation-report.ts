/** The rows of a simulation, and their totals. */
import { formatCount, formatOccurrences } from '../../operator/counts.ts';
import { accessChanges } from '../../operator/log/log-row.ts';
import { type SimulationRow, totalsOf } from '../../operator/policy/simulation.ts';
import { printable } from '../../operator/printable.ts';
import { formatTable } from '../terminal/table.ts';
import { clip } from '../terminal/text.ts';

const maxCellLength = 40;

/** Long enough for a sentence. */
const maxOutcomeLength = 80;

/** @param width of the terminal in characters, if there is one */
export function simulationTable(rows: readonly SimulationRow[], width: number | undefined): string {
  return formatTable(
    ['FILE', 'SOURCE', 'PERSON', 'CHANGE', 'OUTCOME', 'ENTITIES'],
    rows.map(({ file, source, person, change, outcome, reason, ...entities }) => [
      printable(file),
      clip(source ?? '-', maxCellLength),
      clip(person ?? '-', maxCellLength),
      change ?? '-',
      clip(reason === undefined ? outcome : `${outcome}: ${reason}`, maxOutcomeLength),
      accessChanges(entities).join('; ') || '-',
    ]),
    width,
  );
}

export function describeTotals(rows: readonly SimulationRow[]): string {
  const { files, events, unresolvable, granted, revoked, reported } = totalsOf(rows);
  const outcomes = formatOccurrences(rows.map(({ outcome }) => outcome));
  const summary = [
    `${formatCount(files, 'file')}, ${formatCount(events, 'event')}.`,
    `Outcomes: ${outcomes}.`,
    `Access: ${granted} granted, ${revoked} revoked, ${reported} reported.`,
  ].join(' ');
  return [summary, ...Object.entries(unresolvable).map(describeReason)].join('\n');
}

/** Such as `Unresolvable, ids-only: 3 (2 gusto, 1 hibob).` */
function describeReason([reason, bySource]: [reason: string, bySource: Readonly<Record<string, number>>]): string {
  const sources = Object.entries(bySource).toSorted(([, one], [, other]) => other - one);
  const count = sources.reduce((sum, [, number]) => sum + number, 0);
  const named = sources.map(([source, number]) => `${number} ${printable(source)}`).join(', ');
  return `Unresolvable, ${reason}: ${count} (${named}).`;
}
