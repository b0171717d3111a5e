/** Dead letters, as a person reads them. */
import type { DeadLetterSummary } from '../../operator/dead-letters/summary.ts';
import { formatDuration } from '../../operator/duration.ts';
import { describeEntities, describeEventId } from '../../operator/event-subject.ts';
import type { NameEntity } from '../../operator/policy/entity-naming.ts';
import { formatTable } from '../terminal/table.ts';
import { clip } from '../terminal/text.ts';

const maxCellLength = 48;

/**
 * The oldest first.
 *
 * @param width of the terminal in characters, if there is one
 */
export function deadLetterTable(
  letters: readonly DeadLetterSummary[],
  now: number,
  nameEntity: NameEntity,
  width: number | undefined,
): string {
  const rows = letters
    .toSorted((one, other) => one.sentAt - other.sentAt)
    .map((letter) => {
      const { sentAt, operation, queue, reason, messageId, attempts, username, connectionId, entityIds } = letter;
      const person = username ?? (connectionId && `connection ${connectionId}`);
      const subject = [person, describeEntities(entityIds, nameEntity)];
      const event = [operation ?? queue, reason, describeEventId(letter), messageId, attempts];
      const cells = [formatDuration(now - sentAt), ...subject, ...event];
      return cells.map((cell) => clip(String(cell ?? '-'), maxCellLength));
    });
  const titles = ['AGE', 'PERSON', 'ENTITIES', 'OPERATION', 'REASON', 'EVENT', 'MESSAGE ID', 'ATTEMPTS'];
  return formatTable(titles, rows, width);
}

/** @param missing about how many were not read; 0 if that is not known */
export function describeUnread(missing: number): string {
  const count = missing > 0 ? `: about ${missing} are missing` : '';
  return `These are not all dead letters${count}. Redrive or purge some of them, or read one queue with --queue and a longer --visibility-timeout.`;
}
