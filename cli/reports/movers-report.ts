/** The access that people keep for a time after a move, as a person and a program read it. */
import { csvRecord } from '../../operator/csv.ts';
import { formatDuration } from '../../operator/duration.ts';
import type { Mover } from '../../operator/people/movers.ts';
import type { NameEntity } from '../../operator/policy/entity-naming.ts';
import { formatTable } from '../terminal/table.ts';
import { clip } from '../terminal/text.ts';

const maxCellLength = 60;

/**
 * @param now milliseconds since the epoch
 * @param width of the terminal in characters, if there is one
 */
export function moversTable(
  movers: readonly Mover[],
  now: number,
  nameEntity: NameEntity,
  width: number | undefined,
): string {
  const rows = movers.map(({ person, username = person, entityId, rules, endsAt }) => [
    ...[username, nameEntity(entityId), rules.join(', ')].map((cell) => clip(cell, maxCellLength)),
    ...[endsAt, formatDuration(Math.max(0, Date.parse(endsAt) - now))],
  ]);
  return formatTable(['USER', 'ENTITY', 'RULES', 'ENDS AT', 'LEFT'], rows, width);
}

export function toMoverJson({ username, ...mover }: Mover): object {
  return { username: username ?? null, ...mover };
}

const columns = ['username', 'person', 'entityId', 'rules', 'endsAt'] as const;

export function moversCsv(movers: readonly Mover[]): string {
  const rows = movers.map(({ rules, username = '', ...mover }) => {
    const cells = { ...mover, username, rules: rules.join(' ') };
    return columns.map((column) => cells[column]);
  });
  return [columns, ...rows].map(csvRecord).join('');
}
