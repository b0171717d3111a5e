/**
 * Text as SQS takes it: of a body or an attribute it refuses the whole message for one character outside these.
 *
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
const refused = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** With a mark in the place of every character that SQS refuses. */
export function replaceRefused(text: string): string {
  return text.toWellFormed().replace(refused, '\u{FFFD}');
}
