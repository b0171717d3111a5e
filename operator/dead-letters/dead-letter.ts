/** A message on a dead-letter queue, as the operator meets it. */
import type { Message } from '@aws-sdk/client-sqs';
import { z } from 'zod';
import { firstMessageId, firstSentAt } from '../../lib/delivery/delivery.ts';
import { openEnvelope } from '../../lib/event/envelope.ts';
import { type Attributes, allowStale, fittingAttributes } from '../../lib/sqs/dead-letter.ts';

/** Stands for the reason of a message that SQS itself has moved. */
const crashed = 'crashed';

export interface DeadLetter {
  /** The queue that it came from, such as `user-access-requests`. */
  readonly queue: string;
  readonly messageId: string;
  /** The ID under which the message first arrived. */
  readonly originalMessageId: string;
  /** When the message was first sent, as far as is known; milliseconds since the epoch. */
  readonly originalSentTimestamp: number;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: Attributes;
  /** Milliseconds since the epoch: when it came to this queue, or to its source queue if SQS moved it. */
  readonly sentAt: number;
  readonly reason: string;
  /** What the function wrote when it gave up. */
  readonly detail?: string | undefined;
  readonly operation?: string | undefined;
  readonly attempts?: number | undefined;
  readonly zuoraRequestId?: string | undefined;
  /** The event's, as far as the body can be read. */
  readonly eventId?: string | undefined;
  readonly source?: string | undefined;
}

/** What a received message always has, though the SDK's type calls all of it optional. */
const received = z.object({
  MessageId: z.string(),
  ReceiptHandle: z.string(),
  Body: z.string(),
  Attributes: z.object({ SentTimestamp: z.string() }),
});

const summary = z.object({
  detail: z.string(),
  operation: z.string(),
  attempts: z.number(),
  zuoraRequestId: z.string().optional(),
});

const identified = z.object({ id: z.string().optional(), source: z.string().optional() });

/** @param message received with all its attributes */
export function readDeadLetter(queue: string, message: Message): DeadLetter {
  const { MessageId, ReceiptHandle, Body, Attributes } = received.parse(message);
  const attributes = message.MessageAttributes ?? {};
  const text = (name: string) => attributes[name]?.StringValue;
  const messageAttributes = {
    originalMessageId: { stringValue: text('originalMessageId') },
    originalSentTimestamp: { stringValue: text('originalSentTimestamp') },
  };
  const { id, source } = eventOf(Body);
  return {
    queue,
    messageId: MessageId,
    originalMessageId: firstMessageId({ messageId: MessageId, messageAttributes }),
    originalSentTimestamp: firstSentAt({ attributes: Attributes, messageAttributes }),
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes,
    sentAt: Number(Attributes.SentTimestamp),
    reason: text('reason') ?? crashed,
    ...summaryOf(text('deadLetter')),
    eventId: id,
    source,
  };
}

/**
 * The attributes with which it is sent again: its own, the ID by which its event is known if that has none, and the time
 * by which what the event says of its own is judged.
 *
 * @param stale whether a grant that is stale may be carried out all the same, this once
 */
export function resendAttributes(letter: DeadLetter, stale = false): Attributes {
  const { body, originalMessageId, originalSentTimestamp, attributes } = letter;
  const { reason: _reason, deadLetter: _deadLetter, [allowStale]: _allowStale, ...own } = attributes;
  const ours = {
    originalMessageId: { DataType: 'String', StringValue: originalMessageId },
    originalSentTimestamp: { DataType: 'String', StringValue: String(originalSentTimestamp) },
    ...(stale && isStale(letter) && { [allowStale]: { DataType: 'String', StringValue: 'true' } }),
  };
  return fittingAttributes(body, ours, own);
}

/** Whether it would give access so late that whoever has left since might be let in again. */
export function isStale({ reason }: DeadLetter): boolean {
  return reason === 'stale';
}

/** Whether the operator means this one: by its own ID, or by that of the log, under which it first arrived. */
export function isCalled({ messageId, originalMessageId }: DeadLetter, id: string): boolean {
  return messageId === id || originalMessageId === id;
}

/** What a program is told of it. */
export function toRow({ queue, messageId, originalMessageId, sentAt, reason, ...rest }: DeadLetter) {
  const { operation, attempts, detail, zuoraRequestId, eventId, source } = rest;
  const sent = new Date(sentAt).toISOString();
  return {
    queue,
    messageId,
    originalMessageId,
    sentAt: sent,
    reason,
    operation,
    attempts,
    detail,
    zuoraRequestId,
    eventId,
    source,
  };
}

/** All of it, as it was sent; the attributes in the form that `aws sqs send-message` takes. */
export function toWhole(letter: DeadLetter) {
  const attributes = Object.entries(letter.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
    name,
    { DataType, StringValue, BinaryValue: BinaryValue && Buffer.from(BinaryValue).toString('base64') },
  ]);
  return { ...toRow(letter), body: letter.body, attributes: Object.fromEntries(attributes) };
}

function summaryOf(text: string | undefined): Partial<z.infer<typeof summary>> {
  return summary.safeParse(parse(text)).data ?? {};
}

function parse(text = ''): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A body that is no event is a reason to be here. */
function eventOf(body: string): z.infer<typeof identified> {
  try {
    return identified.safeParse(openEnvelope(body)).data ?? {};
  } catch {
    return {};
  }
}
