/** Sends messages to the queues of this service. */
import { SendMessageBatchCommand, type SQSClient, SQSServiceException } from '@aws-sdk/client-sqs';
import { parseArn } from '../arn.ts';
import { ServiceError } from '../errors.ts';
import { identityMessageAttribute } from '../event/derived-source.ts';
import { QueueUrls } from '../sqs/queue-urls.ts';
import { GatheredSending } from './gathered-sending.ts';

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

/** Ten events are smaller than SQS's limit of 1 MiB. */
const sending = {
  /** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
  maxBatch: 10,
  maxRequestsAtOnce: 10,
  mayBeOfOne: isRefusal,
};

export class OperationQueues {
  readonly #client: SQSClient;
  readonly #settings: { readonly awsTimeout: number };
  readonly #urls: QueueUrls;
  /** By the queue's URL. */
  readonly #sendings = new Map<string, GatheredSending<OutgoingMessage>>();

  /** @param settings with the time for one call, with its repeats; milliseconds */
  constructor(client: SQSClient, settings: { readonly awsTimeout: number }) {
    this.#client = client;
    this.#settings = settings;
    this.#urls = new QueueUrls(client, settings);
  }

  /**
   * Sends to one queue, together with what others send there meanwhile.
   *
   * @param arn of the queue
   * @param requireTime throws if no time is left for another call
   * @throws ServiceError `not-sent` if SQS refused a message; sending all of them again does no harm
   */
  async send(arn: string, all: readonly OutgoingMessage[], requireTime: () => void): Promise<void> {
    if (all.length === 0) return;
    const { account, resource: name } = parseArn(arn);
    const url = await this.#urls.find(account, name);
    const known = this.#sendings.get(url);
    const queue = known ?? new GatheredSending((batch) => this.#sendBatch(name, url, batch), sending);
    if (!known) this.#sendings.set(url, queue);
    return queue.send(all, requireTime);
  }

  /** @returns an error for each message that SQS refused */
  async #sendBatch(
    name: string,
    QueueUrl: string,
    batch: readonly OutgoingMessage[],
  ): Promise<readonly (Error | undefined)[]> {
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
    const { Failed = [] } = await this.#client.send(command, { abortSignal });
    return batch.map((_, index) => {
      const failed = Failed.find(({ Id }) => Id === String(index));
      return (
        failed && new ServiceError('not-sent', `SQS refused an event for ${name}: ${failed.Code} ${failed.Message}`)
      );
    });
  }
}

/** Whether SQS refuses the request, which may be for one of its messages. What it refuses for now is another matter. */
function isRefusal(error: unknown): boolean {
  return error instanceof SQSServiceException && error.$fault === 'client' && error.$retryable === undefined;
}
