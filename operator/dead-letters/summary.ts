/** A dead letter without its body and attributes: many fit into memory. */
import { changedEntityIds } from '../../lib/event/changed-entities.ts';
import type { DeadLetter, MessageIds } from './dead-letter.ts';

export interface DeadLetterSummary
  extends Pick<DeadLetter, 'queue' | 'sentAt' | 'reason' | 'detail'>,
    MessageIds,
    Pick<DeadLetter, 'operation' | 'attempts' | 'zuoraRequestId' | 'eventId' | 'source' | 'correlationId'> {
  readonly username?: string | undefined;
  readonly connectionId?: string | undefined;
  readonly entityIds: readonly string[];
}

export function summarise(letter: DeadLetter): DeadLetterSummary {
  const { queue, messageId, originalMessageId, sentAt, reason, detail, operation, attempts, command } = letter;
  const { loggedMessageId, zuoraRequestId, eventId, source, correlationId } = letter;
  return {
    ...{ queue, messageId, originalMessageId, sentAt, reason, detail, operation, attempts },
    ...{ loggedMessageId, zuoraRequestId, eventId, source, correlationId },
    username: command.username,
    connectionId: command.connectionId,
    entityIds: changedEntityIds(command),
  };
}
