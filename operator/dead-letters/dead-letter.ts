/** A message on a dead-letter queue. */
import type { Message } from '@aws-sdk/client-sqs';
import { z } from 'zod';
import { openEnvelope } from '../../lib/event/envelope.ts';
import type { LoggedCommand } from '../../lib/log-line.ts';
import { type Attributes, allowStale, fittingAttributes } from '../../lib/sqs/dead-letter.ts';
import { firstMessageId, firstSentAt } from '../../lib/sqs/first-sending.ts';
import { readEventCommand } from '../event-command.ts';

/** The reason of a message that SQS itself moved: it has no reason of ours. */
const crashed = 'crashed';

export interface DeadLetter {
  /** Its source queue, such as `user-access-requests`. */
  readonly queue: string;
  readonly messageId: string;
  /** The ID under which the message of an event without an id first arrived; else its own. */
  readonly originalMessageId: string;
  /** The ID of the delivery that failed, as in the function's log. An earlier release did not write it. */
  readonly loggedMessageId?: string | undefined;
  /** When the message was first sent, if that is known; milliseconds since the epoch. */
  readonly originalSentTimestamp: number;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: Attributes;
  /** When it arrived in this queue, or in its source queue if SQS moved it; milliseconds since the epoch. */
  readonly sentAt: number;
  readonly reason: string;
  /** From here on: as the function that gave up wrote it. */
  readonly detail?: string | undefined;
  readonly operation?: string | undefined;
  readonly attempts?: number | undefined;
  readonly zuoraRequestId?: string | undefined;
  /** The event's, if the body can be read. */
  readonly eventId?: string | undefined;
  readonly source?: string | undefined;
  readonly correlationId?: string | undefined;
  /** What the event asks for, as far as it can be read. */
  readonly command: LoggedCommand;
}

/** What a received message always has, although the SDK's type makes all of it optional. */
const receivedMessage = z.object({
  MessageId: z.string(),
  ReceiptHandle: z.string(),
  Body: z.string(),
  Attributes: z.object({ SentTimestamp: z.string() }),
});

const deadLetterSummary = z.object({
  detail: z.string(),
  messageId: z.string().optional(),
  operation: z.string(),
  attempts: z.number(),
  zuoraRequestId: z.string().optional(),
});

const eventFields = z.object({
  id: z.string().optional(),
  source: z.string().optional(),
  correlationid: z.string().optional().catch(undefined),
  data: z.unknown().optional(),
});

/** @param message received with all its attributes */
export function readDeadLetter(queue: string, message: Message): DeadLetter {
  const { MessageId, ReceiptHandle, Body, Attributes } = receivedMessage.parse(message);
  const attributes = message.MessageAttributes ?? {};
  const stringAttribute = (name: string) => attributes[name]?.StringValue;
  const messageAttributes = {
    originalMessageId: { stringValue: stringAttribute('originalMessageId') },
    originalSentTimestamp: { stringValue: stringAttribute('originalSentTimestamp') },
  };
  const { id, source, correlationid, data } = readEventFields(Body);
  const { messageId: loggedMessageId, ...summary } = parseSummary(stringAttribute('deadLetter'));
  return {
    queue,
    messageId: MessageId,
    // A message that SQS moved still has the attributes of its publisher, and may look like ours.
    originalMessageId: id === undefined ? firstMessageId({ messageId: MessageId, messageAttributes }) : MessageId,
    originalSentTimestamp: firstSentAt({ attributes: Attributes, messageAttributes }),
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes,
    sentAt: Number(Attributes.SentTimestamp),
    reason: stringAttribute('reason') ?? crashed,
    loggedMessageId,
    ...summary,
    eventId: id,
    source,
    correlationId: correlationid,
    command: readEventCommand(data),
  };
}

/**
 * The attributes for sending it again: its own, the ID that identifies an event without an id, and the time from which
 * the age of its event counts.
 *
 * @param isStaleAllowed whether the service may carry out a stale grant, this once
 */
export function resendAttributes(letter: DeadLetter, isStaleAllowed = false): Attributes {
  const { body, originalMessageId, originalSentTimestamp, attributes } = letter;
  const { reason: _reason, deadLetter: _deadLetter, [allowStale]: _allowStale, ...own } = attributes;
  const ours = {
    originalMessageId: { DataType: 'String', StringValue: originalMessageId },
    originalSentTimestamp: { DataType: 'String', StringValue: String(originalSentTimestamp) },
    ...(isStaleAllowed && isStale(letter) && { [allowStale]: { DataType: 'String', StringValue: 'true' } }),
  };
  return fittingAttributes(body, ours, own);
}

/** Whether it would grant access so late that the person may have left since. */
export function isStale({ reason }: Pick<DeadLetter, 'reason'>): boolean {
  return reason === 'stale';
}

/** The IDs by which a message is found. */
export type MessageIds = Pick<DeadLetter, 'messageId' | 'originalMessageId' | 'loggedMessageId'>;

/** Whether this is its message ID: its own, the first one, or the one in the log. */
export function hasMessageId({ messageId, originalMessageId, loggedMessageId }: MessageIds, id: string): boolean {
  return [messageId, originalMessageId, loggedMessageId].includes(id);
}

function parseSummary(text: string | undefined): Partial<z.infer<typeof deadLetterSummary>> {
  return deadLetterSummary.safeParse(parseJson(text)).data ?? {};
}

function parseJson(text = ''): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Bodies that hold no event are common here. */
function readEventFields(body: string): Partial<z.infer<typeof eventFields>> {
  try {
    return eventFields.safeParse(openEnvelope(body)).data ?? {};
  } catch {
    return {};
  }
}
