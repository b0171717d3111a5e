/** The people who left or are suspended, and still have access, as a person and a program read them. */
import type { EntityHolder } from '../../operator/accounts/entity-holders.ts';
import { describeHolding, timeText } from '../../operator/accounts/holder-words.ts';
import { csvRecord } from '../../operator/csv.ts';
import { formatDuration } from '../../operator/duration.ts';
import type { Leaver } from '../../operator/people/leavers.ts';
import type { NameEntity } from '../../operator/policy/entity-naming.ts';
import { formatTable } from '../terminal/table.ts';
import { clip } from '../terminal/text.ts';

const maxCellLength = 60;

/** A login with one of its entities. */
type Row = Omit<Leaver, 'access'> & { readonly holder: EntityHolder };

function rowsOf(leavers: readonly Leaver[]): readonly Row[] {
  return leavers.flatMap(({ access, ...leaver }) => access.map((holder) => ({ ...leaver, holder })));
}

/**
 * @param now milliseconds since the epoch
 * @param width of the terminal in characters, if there is one
 */
export function leaversTable(
  leavers: readonly Leaver[],
  now: number,
  nameEntity: NameEntity,
  width: number | undefined,
): string {
  const rows = rowsOf(leavers).map(({ username, is, since, reportedAt, holder, ...leaving }) => [
    ...[clip(username, maxCellLength), clip(nameEntity(holder.entityId), maxCellLength)],
    clip(describeHolding(holder), maxCellLength),
    ...[is, since, reportedAt, formatDuration(overdueOf({ since }, now)), consequenceOf(leaving)],
  ]);
  return formatTable(['USER', 'ENTITY', 'STATE', 'PERSON', 'SINCE', 'REPORTED', 'OVERDUE', 'POLICY'], rows, width);
}

function consequenceOf({ isOnlyReported, quarantineSet }: Pick<Leaver, 'isOnlyReported' | 'quarantineSet'>): string {
  if (quarantineSet !== undefined) return `waits in ${quarantineSet}`;
  return isOnlyReported ? 'only reports' : 'revokes';
}

/** How long access has outlived the leaving or the suspension; milliseconds. */
function overdueOf({ since }: Pick<Leaver, 'since'>, now: number): number {
  return Math.max(0, now - Date.parse(since));
}

function overdueSeconds(leaver: Pick<Leaver, 'since'>, now: number): number {
  return Math.floor(overdueOf(leaver, now) / 1000);
}

/** @param now milliseconds since the epoch */
export function toLeaverJson({ access, ...leaver }: Leaver, now: number): object {
  return {
    ...leaver,
    quarantineSet: leaver.quarantineSet ?? null,
    overdueSeconds: overdueSeconds(leaver, now),
    access: access.map(({ entityId, state, seenAt, requestedAt, refusal = null }) => ({
      ...{ entityId, state, seenAt: timeText(seenAt) ?? null, requestedAt: timeText(requestedAt) ?? null, refusal },
    })),
  };
}

const columns: readonly (readonly [name: string, cellOf: (row: Row, now: number) => string | undefined])[] = [
  ['username', ({ username }) => username],
  ['person', ({ person }) => person],
  ['account', ({ account }) => account],
  ['is', ({ is }) => is],
  ['since', ({ since }) => since],
  ['reportedAt', ({ reportedAt }) => reportedAt],
  ['overdueSeconds', (row, now) => String(overdueSeconds(row, now))],
  ['policy', ({ isOnlyReported }) => (isOnlyReported ? 'report' : 'revoke')],
  ['quarantineSet', ({ quarantineSet }) => quarantineSet],
  ['entityId', ({ holder }) => holder.entityId],
  ['state', ({ holder }) => holder.state],
  ['seenAt', ({ holder }) => timeText(holder.seenAt)],
  ['requestedAt', ({ holder }) => timeText(holder.requestedAt)],
  ['refusal', ({ holder }) => holder.refusal],
];

/** @param now milliseconds since the epoch */
export function leaversCsv(leavers: readonly Leaver[], now: number): string {
  const heading = columns.map(([name]) => name);
  return [heading, ...rowsOf(leavers).map((row) => columns.map(([, cellOf]) => cellOf(row, now)))]
    .map(csvRecord)
    .join('');
}
