/** The people with access to an entity, as a person and a program read them. */
import { asLogged, describeHolding, describeReasons, timeText } from '../../operator/accounts/holder-words.ts';
import type { EntityAccessRow } from '../../operator/audit/entity-access-list.ts';
import { joined } from '../../operator/audit/entry-text.ts';
import { csvRecord, jsonCell } from '../../operator/csv.ts';
import { formatTable } from '../terminal/table.ts';
import { clip } from '../terminal/text.ts';

const maxCellLength = 60;
const maxWhyLength = 120;

/** @param width of the terminal in characters, if there is one */
export function whoTable(rows: readonly EntityAccessRow[], width: number | undefined): string {
  const titles = ['USER', 'STATE', 'SINCE', 'WHY', 'ASKED BY', 'SEEN'];
  return formatTable(
    titles,
    rows.map((row) => [
      clip(row.username, maxCellLength),
      clip(describeHolding(row), maxCellLength),
      clip(row.since ?? '-', maxCellLength),
      clip(describeReasons(row), maxWhyLength),
      clip(row.askedBy.join('; ') || '-', maxCellLength),
      timeText(row.seenAt) ?? '-',
    ]),
    width,
  );
}

export function toWhoJson(row: EntityAccessRow): object {
  const { account, username, state, since = null, seenAt, requestedAt, refusal, reasons, blocks, askedBy } = row;
  return {
    ...{ account, username, state, since, seenAt: timeText(seenAt) ?? null },
    ...{ requestedAt: timeText(requestedAt) ?? null, refusal: refusal ?? null },
    ...{ why: reasons.map(asLogged), against: blocks, askedBy },
  };
}

const columns: readonly (readonly [name: string, cellOf: (row: EntityAccessRow) => string | undefined])[] = [
  ['username', ({ username }) => username],
  ['account', ({ account }) => account],
  ['entityId', ({ entityId }) => entityId],
  ['state', ({ state }) => state],
  ['since', ({ since }) => since],
  ['seenAt', ({ seenAt }) => timeText(seenAt)],
  ['requestedAt', ({ requestedAt }) => timeText(requestedAt)],
  ['refusal', ({ refusal }) => refusal],
  ['whyKinds', ({ reasons }) => joined(reasons.map(({ kind }) => kind))],
  ['rules', ({ reasons }) => joined(reasons.flatMap((reason) => ('rules' in reason ? reason.rules : [])))],
  ['assignments', ({ reasons }) => joined(reasons.map((reason) => asLogged(reason).assignment))],
  ['tickets', ({ reasons }) => joined(reasons.map((reason) => asLogged(reason).ticket))],
  ['approvedBy', ({ reasons }) => joined(reasons.flatMap((reason) => asLogged(reason).approvedBy ?? []))],
  ['againstKinds', ({ blocks }) => joined(blocks.map(({ kind }) => kind))],
  ['askedBy', ({ askedBy }) => joined(askedBy)],
  ['why', ({ reasons }) => jsonCell(reasons.map(asLogged))],
];

export function whoCsv(rows: readonly EntityAccessRow[]): string {
  const heading = columns.map(([name]) => name);
  return [heading, ...rows.map((row) => columns.map(([, cellOf]) => cellOf(row)))].map(csvRecord).join('');
}
