/** Dead letters, as a person reads them. */
import { changedEntityIds } from '../../lib/event/changed-entities.ts';
import type { DeadLetter } from '../../operator/dead-letters/dead-letter.ts';
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

/** Attributes with a fact of their own. */
const ownFacts = ['reason', 'originalMessageId', 'deadLetter'];

export function deadLetterFacts(
  letter: DeadLetter,
  now: number,
  nameEntity: NameEntity,
): Record<string, string | number | undefined> {
  const { queue, messageId, originalMessageId, sentAt, reason, detail, operation, attempts, eventId, source } = letter;
  const attributes = Object.entries(letter.attributes)
    .filter(([name]) => !ownFacts.includes(name))
    .map(([name, { StringValue, DataType }]) => [`Attribute ${name}`, StringValue ?? `(${DataType})`]);
  return {
    Queue: `${queue}-dlq`,
    'Message ID': messageId,
    'First message ID': originalMessageId,
    Age: formatDuration(now - sentAt),
    Reason: reason,
    Detail: detail,
    Person: letter.command.username,
    Connection: letter.command.connectionId,
    Entities: describeEntities(changedEntityIds(letter.command), nameEntity),
    Operation: operation,
    Attempts: attempts,
    'Zuora request': letter.zuoraRequestId,
    'Event ID': eventId,
    Source: source,
    ...Object.fromEntries(attributes),
  };
}
