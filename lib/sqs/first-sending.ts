/** When a message was first sent, and under which ID: a redrive carries both in attributes. */

interface SentMessage {
  readonly messageId: string;
  readonly attributes: { readonly SentTimestamp: string };
  readonly messageAttributes: {
    readonly originalMessageId?: { readonly stringValue?: string | undefined };
    readonly originalSentTimestamp?: { readonly stringValue?: string | undefined };
  };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The ID under which the message first arrived. The attribute counts only if it can be a message ID. */
export function firstMessageId({ messageId, messageAttributes }: Omit<SentMessage, 'attributes'>): string {
  // Stryker disable next-line StringLiteral: it is no UUID either
  const original = messageAttributes.originalMessageId?.stringValue ?? '';
  return uuid.test(original) ? original.toLowerCase() : messageId;
}

/**
 * When the message was first sent; milliseconds since the epoch. The attribute counts only if it says an earlier time than
 * SQS.
 */
export function firstSentAt({ attributes, messageAttributes }: Omit<SentMessage, 'messageId'>): number {
  const sent = Number(attributes.SentTimestamp);
  const original = messageAttributes.originalSentTimestamp?.stringValue ?? '';
  return /^\d{13}$/.test(original) ? Math.min(Number(original), sent) : sent;
}
