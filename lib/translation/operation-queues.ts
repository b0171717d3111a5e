/** The queues of the operations that give access and take it, as those who derive events send to them. */
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { parseArn } from '../arn.ts';
import { clockTolerance } from '../clock-tolerance.ts';
import { ServiceError } from '../errors.ts';
import { bodyOf, type CanonicalEvent } from '../policy/canonical-events.ts';
import { QueueUrls } from '../sqs/queue-urls.ts';
import { inParallel } from './in-parallel.ts';
import type { TranslationSettings } from './settings.ts';

export interface Outgoing {
  readonly event: CanonicalEvent;
  /** Milliseconds until the operation sees it. */
  readonly delay: number;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const maxEntries = 10;

/** SQS itself allows 15 minutes. A longer delay than this would make the event one from a wrong clock. */
export const maxDelay = clockTolerance;

export class OperationQueues {
  readonly #client: SQSClient;
  readonly #settings: TranslationSettings;
  readonly #urls: QueueUrls;

  constructor(client: SQSClient, settings: TranslationSettings) {
    this.#client = client;
    this.#settings = settings;
    this.#urls = new QueueUrls(client, settings);
  }

  /**
   * Sends to one queue, ten at a time: ten events have less than the 1 MiB that SQS takes.
   *
   * @param arn the queue's
   * @param mayGoOn throws when no time is left for another ten
   * @throws ServiceError `not-sent` when SQS has not taken all of them; whoever sends them again changes nothing
   */
  async send(arn: string, all: readonly Outgoing[], mayGoOn: () => void): Promise<void> {
    if (all.length === 0) return;
    const { account, resource: name } = parseArn(arn);
    const QueueUrl = await this.#urls.find(account, name);
    const batches = Array.from({ length: Math.ceil(all.length / maxEntries) }, (_, index) =>
      all.slice(index * maxEntries, (index + 1) * maxEntries),
    );
    const sendBatch = async (batch: readonly Outgoing[]) => {
      mayGoOn();
      const command = new SendMessageBatchCommand({
        QueueUrl,
        Entries: batch.map(({ event, delay }, index) => ({
          Id: String(index),
          MessageBody: bodyOf(event),
          DelaySeconds: Math.ceil(delay / 1000),
        })),
      });
      const abortSignal = AbortSignal.timeout(this.#settings.awsTimeout);
      const { Failed: [failed] = [] } = await this.#client.send(command, { abortSignal });
      if (failed)
        throw new ServiceError('not-sent', `${name} has not taken an event: ${failed.Code} ${failed.Message}`);
    };
    await inParallel(batches, sendBatch);
  }
}
