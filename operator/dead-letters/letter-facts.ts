/** A dead letter, in words. */
import { changedEntityIds } from '../../lib/event/changed-entities.ts';
import { formatDuration } from '../duration.ts';
import { describeEntities } from '../event-subject.ts';
import type { NameEntity } from '../policy/entity-naming.ts';
import type { DeadLetter } from './dead-letter.ts';

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
    'Message ID in the log': letter.loggedMessageId,
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
