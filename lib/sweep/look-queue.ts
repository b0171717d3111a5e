/** A queue of looks. A message says at which item to look, and nothing else. */
import { GetQueueAttributesCommand, SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import pMap from 'p-map';
import { slicesOf } from '../slices.ts';
import { QueueUrls } from '../sqs/queue-urls.ts';

/** What became of the messages. */
export interface Sending {
  readonly sent: number;
  /** Why some were not sent: the first reason. */
  readonly problem: string | undefined;
}

interface LookQueueSettings {
  /** The queue's name. */
  readonly queue: string;
  /** The message of a look at an item, by its key. */
  readonly bodyOf: (identity: string) => string;
  /** Of one call, with its repeats; milliseconds. */
  readonly awsTimeout: number;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const maxEntries = 10;

/** Simultaneous calls to SQS. */
const concurrency = 10;

export class LookQueue {
  readonly #client: SQSClient;
  readonly #settings: LookQueueSettings;
  readonly #urls: QueueUrls;

  constructor(client: SQSClient, settings: LookQueueSettings) {
    this.#client = client;
    this.#settings = settings;
    this.#urls = new QueueUrls(client, settings);
  }

  /**
   * The messages that wait; approximate.
   *
   * @param account the queue's, twelve digits
   */
  async waiting(account: string): Promise<number> {
    const QueueUrl = await this.#urls.find(account, this.#settings.queue);
    const AttributeNames = ['ApproximateNumberOfMessages' as const];
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames });
    const { Attributes = {} } = await this.#client.send(command, this.#inTime());
    return Number(Attributes['ApproximateNumberOfMessages']);
  }

  /**
   * Sends one message for each item. A failed call stops no other.
   *
   * @param account the queue's, twelve digits
   * @param identities the items' keys
   */
  async send(account: string, identities: readonly string[]): Promise<Sending> {
    const QueueUrl = await this.#urls.find(account, this.#settings.queue);
    const batches = slicesOf(identities, maxEntries);
    const results = await pMap(batches, (batch) => this.#sendBatch(QueueUrl, batch), { concurrency });
    return {
      sent: results.reduce((sum, { sent }) => sum + sent, 0),
      problem: results.find(({ problem }) => problem !== undefined)?.problem,
    };
  }

  async #sendBatch(QueueUrl: string, identities: readonly string[]): Promise<Sending> {
    const Entries = identities.map((identity, index) => ({
      Id: String(index),
      MessageBody: this.#settings.bodyOf(identity),
    }));
    const command = new SendMessageBatchCommand({ QueueUrl, Entries });
    try {
      const { Failed = [] } = await this.#client.send(command, this.#inTime());
      const [failed] = Failed;
      return {
        sent: identities.length - Failed.length,
        problem: failed && `SQS refused ${Failed.length} of ${identities.length}: ${failed.Code} ${failed.Message}`,
      };
    } catch (error) {
      return { sent: 0, problem: String(error) };
    }
  }

  #inTime(): { abortSignal: AbortSignal } {
    return { abortSignal: AbortSignal.timeout(this.#settings.awsTimeout) };
  }
}
