/** What a message carries into the dead-letter queue. */
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import type { SQSMessageAttribute, SQSMessageAttributes } from 'aws-lambda';
import { replaceRefused } from './sqs-text.ts';

/** Why a message is dead-lettered, for the person who fixes the cause. */
export interface DeadLetter {
  /** A stable word to filter by. */
  readonly reason: string;
  /** The ID under which the event first arrived: its idempotency key, and its identity if it has no id. */
  readonly originalMessageId: string;
  /** The ID of the delivery that gave up. The log has it, and SQS gives the dead letter one of its own. */
  readonly messageId: string;
  /** When the message was first sent, by which times are judged that are said wrongly or not; milliseconds since the epoch. */
  readonly originalSentTimestamp: number;
  readonly detail: string;
  readonly operation: string;
  readonly attempts: number;
  readonly zuoraRequestId: string | undefined;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

export type Attributes = Record<string, MessageAttributeValue>;

/** By this attribute a person lets a grant through that is stale: this once, and not when it is sent again. */
export const allowStale = 'allowStale';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const maxAttributes = 10;
export const maxMessageBytes = 1_048_576;
const maxSummaryBytes = 2048;
/** Zuora's have 36 characters. */
const maxRequestIdLength = 64;

/**
 * Ours first, then the message's own as far as there is room. Under a body that leaves hardly any room, the reason stays
 * longest.
 */
export function deadLetterAttributes(body: string, own: SQSMessageAttributes, deadLetter: DeadLetter): Attributes {
  const { reason, originalMessageId, originalSentTimestamp, time, zuoraRequestId, ...rest } = deadLetter;
  const ours: Attributes = {
    reason: string(reason),
    originalMessageId: string(originalMessageId),
    originalSentTimestamp: string(String(originalSentTimestamp)),
    deadLetter: string(
      summary({
        ...rest,
        zuoraRequestId: zuoraRequestId?.slice(0, maxRequestIdLength),
        time: new Date(time).toISOString(),
      }),
    ),
  };
  return fittingAttributes(body, ours, copies(own));
}

/** As many attributes as SQS takes beside the body: ours first, then the message's own that they do not replace. */
export function fittingAttributes(body: string, ours: Attributes, own: Attributes): Attributes {
  const candidates = [...Object.entries(ours), ...Object.entries(own).filter(([name]) => !(name in ours))];
  let room = maxMessageBytes - Buffer.byteLength(body);
  const fitting = candidates.filter(([name, attribute]) => {
    const fits = sizeOf(name, attribute) <= room;
    if (fits) room -= sizeOf(name, attribute);
    return fits;
  });
  return Object.fromEntries(fitting.slice(0, maxAttributes));
}

/** What counts for the limits of SQS: the body, and name, type and value of each attribute. */
export function messageBytes(body: string, attributes: Attributes): number {
  return Object.entries(attributes).reduce(
    (sum, [name, attribute]) => sum + sizeOf(name, attribute),
    Buffer.byteLength(body),
  );
}

/** The longest detail that keeps the whole within its bound, cut between characters. */
function summary({ detail, ...rest }: { detail: string; [field: string]: unknown }): string {
  // Stryker disable next-line MethodExpression: it saves steps of the loop, which cuts to size
  let kept = [...replaceRefused(detail)].slice(0, maxSummaryBytes);
  const text = () => JSON.stringify({ detail: kept.join(''), ...rest });
  while (kept.length > 0 && Buffer.byteLength(text()) > maxSummaryBytes) {
    kept = kept.slice(0, Math.floor(kept.length * 0.9));
  }
  return text();
}

function copies(own: SQSMessageAttributes): Attributes {
  const kept = Object.entries(own).filter(([name]) => name !== allowStale);
  return Object.fromEntries(kept.flatMap(([name, attribute]) => copyOf(name, attribute)));
}

function copyOf(
  name: string,
  { dataType, stringValue, binaryValue }: SQSMessageAttribute,
): [string, MessageAttributeValue][] {
  if (stringValue) return [[name, { DataType: dataType, StringValue: stringValue }]];
  if (binaryValue) return [[name, { DataType: dataType, BinaryValue: Buffer.from(binaryValue, 'base64') }]];
  return [];
}

function string(value: string): MessageAttributeValue {
  return { DataType: 'String', StringValue: replaceRefused(value) || '-' };
}

function sizeOf(name: string, { DataType, StringValue, BinaryValue }: MessageAttributeValue): number {
  return Buffer.byteLength([name, DataType, StringValue].join('')) + (BinaryValue?.byteLength ?? 0);
}
