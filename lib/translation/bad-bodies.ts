/** Sends the events of a message that cannot be translated to the dead-letter queue, each alone. */
import type { Deadline } from '../delivery/deadline.ts';
import type { ReceivedMessage } from '../delivery/delivery.ts';
import { sendDeadLetter } from '../delivery/ending.ts';
import { firstMessageId } from '../sqs/first-sending.ts';
import { replaceRefused } from '../sqs/sqs-text.ts';
import { inParallel } from './in-parallel.ts';
import type { BadBody } from './plan.ts';

export async function sendDeadLetters(
  message: ReceivedMessage & { readonly deadline: Deadline },
  bad: readonly BadBody[],
): Promise<void> {
  const { record, services, deadline } = message;
  await inParallel(bad, async ({ body, error }) => {
    deadline.requireCall(services.settings.awsTimeout);
    const part = { ...message, record: { ...record, body: sendableBody(body) } };
    await sendDeadLetter(
      part,
      { originalMessageId: firstMessageId(record), audit: {} },
      { reason: error.reason, detail: error.message },
    );
  });
}

/** SQS refuses an empty body and some characters. Such a part is sent as a JSON text instead. */
function sendableBody(body: string): string {
  return body !== '' && replaceRefused(body) === body ? body : replaceRefused(JSON.stringify(body));
}
