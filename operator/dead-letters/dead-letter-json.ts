/** Dead letters for a program's output. */
import type { DeadLetter } from './dead-letter.ts';
import { type DeadLetterSummary, summarise } from './summary.ts';

/** Without body and attributes. */
export function toSummaryJson(summary: DeadLetterSummary) {
  const { queue, messageId, originalMessageId, sentAt, reason, operation, attempts, detail, ...rest } = summary;
  const { loggedMessageId, zuoraRequestId, eventId, source, username, connectionId, entityIds } = rest;
  return {
    ...{ queue, messageId, originalMessageId, loggedMessageId, sentAt: new Date(sentAt).toISOString(), reason },
    ...{ operation, attempts, detail, zuoraRequestId, eventId, source, username, connectionId, entityIds },
  };
}

/** Complete; the attributes have the form that `aws sqs send-message` accepts. */
export function toCompleteJson(letter: DeadLetter) {
  const attributes = Object.entries(letter.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
    name,
    { DataType, StringValue, BinaryValue: BinaryValue && Buffer.from(BinaryValue).toString('base64') },
  ]);
  return { ...toSummaryJson(summarise(letter)), body: letter.body, attributes: Object.fromEntries(attributes) };
}
