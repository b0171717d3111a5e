/** Finds queues by their names, each once a process. */
import { GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { FunctionSettings } from '../settings.ts';
import { SingleFlight } from '../single-flight.ts';

export class QueueUrls {
  readonly #client: SQSClient;
  readonly #settings: Pick<FunctionSettings, 'awsTimeout'>;
  readonly #known = new Map<string, string>();
  readonly #lookups = new SingleFlight<string>();

  constructor(client: SQSClient, settings: Pick<FunctionSettings, 'awsTimeout'>) {
    this.#client = client;
    this.#settings = settings;
  }

  /** @param account the queue's, twelve digits */
  async find(account: string, name: string): Promise<string> {
    const known = this.#known.get(name);
    if (known) return known;
    return this.#lookups.run(name, async () => {
      const command = new GetQueueUrlCommand({ QueueName: name, QueueOwnerAWSAccountId: account });
      const abortSignal = AbortSignal.timeout(this.#settings.awsTimeout);
      // Stryker disable next-line StringLiteral: SQS answers with a URL, or with an error
      const { QueueUrl = '' } = await this.#client.send(command, { abortSignal });
      this.#known.set(name, QueueUrl);
      return QueueUrl;
    });
  }
}
