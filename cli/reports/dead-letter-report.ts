/** Dead letters, as a person reads them. */
import type { DeadLetter } from '../../operator/dead-letters/dead-letter.ts';
import { formatDuration } from '../../operator/duration.ts';
import { formatTable } from '../terminal/table.ts';
import { clip } from '../terminal/text.ts';

const maxCellLength = 48;

/** The oldest first. */
export function deadLetterTable(letters: readonly DeadLetter[], now: number): string {
  const rows = letters
    .toSorted((one, other) => one.sentAt - other.sentAt)
    .map(({ sentAt, operation, queue, reason, eventId, messageId, attempts }) => {
      const cells = [formatDuration(now - sentAt), operation ?? queue, reason, eventId, messageId, attempts];
      return cells.map((cell) => clip(String(cell ?? '-'), maxCellLength));
    });
  return formatTable(['AGE', 'OPERATION', 'REASON', 'EVENT ID', 'MESSAGE ID', 'ATTEMPTS'], rows);
}

/** Attributes with a fact of their own. */
const ownFacts = ['reason', 'originalMessageId', 'deadLetter'];

export function deadLetterFacts(letter: DeadLetter, now: number): Record<string, string | number | undefined> {
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
    Operation: operation,
    Attempts: attempts,
    'Zuora request': letter.zuoraRequestId,
    'Event ID': eventId,
    Source: source,
    ...Object.fromEntries(attributes),
  };
}
