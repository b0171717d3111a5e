/** Publishes the worked examples of `events/`, as an HR or identity system would. */
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetQueueAttributesCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { parseArn } from '../lib/arn.ts';

/** An example in the form of Lambda's input, which names its queue. */
const sqsEvent = z.object({
  Records: z.tuple([z.object({ body: z.string(), eventSourceARN: z.string() })]),
});
const cloudEvent = z.looseObject({ id: z.string(), time: z.string() });

/** For an example that cannot end, because its queue is paused. Milliseconds. */
const maxWait = 10_000;
const pollInterval = 100;

/**
 * Sends each example to its queue, as a new event: with a new id and the current time. The next one follows when its queue
 * is empty again: several functions that start at once are slow, and two events about one user wait for each other.
 *
 * @param queueUrls by queue name
 * @param folder of the examples
 */
export async function publishSamples(
  sqs: SQSClient,
  queueUrls: ReadonlyMap<string, string>,
  folder: string,
): Promise<void> {
  const files = (await readdir(folder)).filter(isSample).sort();
  for (const file of [...files.filter(isRequest), ...files.filter((other) => !isRequest(other))]) {
    const { queue, body } = await readSample(join(folder, file));
    const QueueUrl = queueUrls.get(queue);
    if (QueueUrl === undefined) throw new Error(`events/${file}: there is no queue ${queue}.`);
    const event = { ...cloudEvent.parse(JSON.parse(body)), id: randomUUID(), time: new Date().toISOString() };
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(event) }));
    for (let waited = 0; waited < maxWait && !(await isEmpty(sqs, QueueUrl)); waited += pollInterval) {
      await sleep(pollInterval);
    }
  }
}

/** A request comes before its approval. */
function isRequest(file: string): boolean {
  return file.includes('-requested.');
}

async function isEmpty(sqs: SQSClient, QueueUrl: string): Promise<boolean> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return Object.values(Attributes).every((count) => count === '0');
}

/** Whether a file of `events/` holds a worked example in the form of Lambda's input. */
export function isSample(file: string): boolean {
  return file.endsWith('.sqs.json');
}

/** @returns the body, and the name of its queue in stage `local` */
async function readSample(path: string): Promise<{ queue: string; body: string }> {
  const { Records } = sqsEvent.parse(JSON.parse(await readFile(path, 'utf8')));
  const [{ body, eventSourceARN }] = Records;
  return { queue: queueName(eventSourceARN), body };
}

/** @param arn a queue's */
export function queueName(arn: string): string {
  return parseArn(arn).resource;
}
