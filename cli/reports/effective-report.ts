/** Effective-dated changes, as a person reads them. */
import type { EffectiveChange } from '../../lib/ledger/effective-change.ts';
import { describeChange, describeSource } from '../../operator/effective/change-facts.ts';
import { idOf } from '../../operator/effective/effective-changes.ts';
import { formatTable } from '../terminal/table.ts';
import { clip } from '../terminal/text.ts';

/** Of the columns that are always shown whole, id, date and state, and of the space between all. */
const fixedWidth = 16 + 17 + 9 + 12;

/** Enough for every change and every source but the longest. */
const minCellLength = 7;
const maxCellLength = 48;

/** A narrower terminal gets blocks, and their cells need not share a line. */
const minTableWidth = 80;

/** For output that goes to a file or a program. */
const unlimited = 200;

/** @param width of the terminal in characters, if there is one */
export function effectiveTable(changes: readonly EffectiveChange[], width: number | undefined): string {
  const left = (width === undefined || width < minTableWidth ? unlimited : width) - fixedWidth;
  const person = cellLength(left / 2);
  const other = cellLength((left - person) / 2);
  const rows = changes.map((change) => {
    const { username = '-', effectiveAt = '-', state } = change;
    const source = clip(describeSource(change), other);
    return [
      ...[idOf(change), clip(username, person), clip(describeChange(change), other)],
      ...[toMinutes(effectiveAt), source, state],
    ];
  });
  return formatTable(['ID', 'PERSON', 'CHANGE', 'EFFECTIVE AT', 'SOURCE', 'STATE'], rows, width);
}

function cellLength(length: number): number {
  return Math.min(maxCellLength, Math.max(minCellLength, Math.floor(length)));
}

/** Of RFC 3339 in UTC. */
function toMinutes(time: string): string {
  return time.replace(/:\d\d\.\d+Z$/, 'Z');
}
