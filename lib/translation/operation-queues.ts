/** Sends messages to the queues of this service. */
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { parseArn } from '../arn.ts';
import { ServiceError } from '../errors.ts';
import { identityMessageAttribute } from '../event/derived-source.ts';
import { slicesOf } from '../slices.ts';
import { QueueUrls } from '../sqs/queue-urls.ts';
import { inParallel } from './in-parallel.ts';

export interface OutgoingMessage {
  readonly body: string;
  /** Milliseconds until a function receives the message; SQS allows 15 minutes. */
  readonly delay: number;
  /**
   * Many messages of one group do not delay those of others: 1 to 128 printable characters of ASCII, without spaces.
   * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html
   */
  readonly group?: string | undefined;
  /** Of the message with the identity event from which this message follows. */
  readonly identityMessageId?: string | undefined;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const maxEntries = 10;

export class OperationQueues {
  readonly #client: SQSClient;
  readonly #settings: { readonly awsTimeout: number };
  readonly #urls: QueueUrls;

  /** @param settings with the time for one call, with its repeats; milliseconds */
  constructor(client: SQSClient, settings: { readonly awsTimeout: number }) {
    this.#client = client;
    this.#settings = settings;
    this.#urls = new QueueUrls(client, settings);
  }

  /**
   * Sends to one queue, ten messages at a time: ten events are smaller than SQS's limit of 1 MiB.
   *
   * @param arn of the queue
   * @param requireTime throws if no time is left for another call
   * @throws ServiceError `not-sent` if SQS refused a message; sending all of them again does no harm
   */
  async send(arn: string, all: readonly OutgoingMessage[], requireTime: () => void): Promise<void> {
    if (all.length === 0) return;
    const { account, resource: name } = parseArn(arn);
    const QueueUrl = await this.#urls.find(account, name);
    const sendBatch = async (batch: readonly OutgoingMessage[]) => {
      requireTime();
      const command = new SendMessageBatchCommand({
        QueueUrl,
        Entries: batch.map(({ body, delay, group, identityMessageId }, index) => ({
          Id: String(index),
          MessageBody: body,
          DelaySeconds: Math.ceil(delay / 1000),
          MessageGroupId: group,
          ...(identityMessageId !== undefined && {
            MessageAttributes: { [identityMessageAttribute]: { DataType: 'String', StringValue: identityMessageId } },
          }),
        })),
      });
      const abortSignal = AbortSignal.timeout(this.#settings.awsTimeout);
      const { Failed: [failed] = [] } = await this.#client.send(command, { abortSignal });
      if (failed)
        throw new ServiceError('not-sent', `SQS refused an event for ${name}: ${failed.Code} ${failed.Message}`);
    };
    await inParallel(slicesOf(all, maxEntries), sendBatch);
  }
}
