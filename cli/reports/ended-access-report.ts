/** When the access of leavers ended, as a person and a program read it. */
import { csvRecord } from '../../operator/csv.ts';
import { formatDuration } from '../../operator/duration.ts';
import type { EndedAccess } from '../../operator/people/ended-access.ts';
import type { NameEntity } from '../../operator/policy/entity-naming.ts';
import { formatTable } from '../terminal/table.ts';
import { clip } from '../terminal/text.ts';

const maxCellLength = 60;

const titles = ['USER', 'ENTITY', 'PERSON', 'SINCE', 'REPORTED', 'ENDED', 'AFTER SINCE', 'AFTER REPORT', 'BY'];

/** @param width of the terminal in characters, if there is one */
export function endedTable(ended: readonly EndedAccess[], nameEntity: NameEntity, width: number | undefined): string {
  const rows = ended.map((one) => {
    const { sinceSeconds, reportSeconds } = lagsOf(one);
    return [
      ...[clip(one.username, maxCellLength), clip(nameEntity(one.entityId), maxCellLength), one.is],
      ...[one.since, one.reportedAt, one.endedAt],
      ...[formatDuration(sinceSeconds * 1000), formatDuration(reportSeconds * 1000), one.endedBy],
    ];
  });
  return formatTable(titles, rows, width);
}

/** How long access outlived the leaving, and its report; in seconds. What was announced could not end before its time. */
function lagsOf({ since, reportedAt, endedAt }: EndedAccess) {
  const secondsFrom = (time: string) => Math.max(0, Math.floor((Date.parse(endedAt) - Date.parse(time)) / 1000));
  return { sinceSeconds: secondsFrom(since), reportSeconds: secondsFrom(reportedAt) };
}

/** For a program. */
export function toEndedJson(one: EndedAccess): object {
  return { ...one, ...lagsOf(one) };
}

const columns = [
  'username',
  'person',
  'account',
  'is',
  'since',
  'reportedAt',
  'entityId',
  'endedAt',
  'endedBy',
] as const;

export function endedCsv(ended: readonly EndedAccess[]): string {
  const rows = ended.map((one) => {
    const { sinceSeconds, reportSeconds } = lagsOf(one);
    return [...columns.map((name) => one[name]), String(sinceSeconds), String(reportSeconds)];
  });
  return [[...columns, 'sinceSeconds', 'reportSeconds'], ...rows].map(csvRecord).join('');
}
