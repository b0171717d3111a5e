/** Publishes the worked examples of `events/`, as an HR or identity system would. */
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { parseArn } from '../lib/arn.ts';

/** An example in the form of Lambda's input, which names its queue. */
const sqsEvent = z.object({
  Records: z.tuple([z.object({ body: z.string(), eventSourceARN: z.string() })]),
});
const cloudEvent = z.looseObject({ id: z.string(), time: z.string() });

/**
 * Sends each example to its queue, as a new event: with a new id and the current time.
 *
 * @param queueUrls by queue name
 * @param folder of the examples
 */
export async function publishSamples(
  sqs: SQSClient,
  queueUrls: ReadonlyMap<string, string>,
  folder: string,
): Promise<void> {
  for (const file of (await readdir(folder)).filter(isSample).sort()) {
    const { queue, body } = await readSample(join(folder, file));
    const QueueUrl = queueUrls.get(queue);
    if (QueueUrl === undefined) throw new Error(`events/${file}: there is no queue ${queue}.`);
    const event = { ...cloudEvent.parse(JSON.parse(body)), id: randomUUID(), time: new Date().toISOString() };
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(event) }));
  }
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
