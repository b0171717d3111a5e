/**
 * The functions' client of DynamoDB: the AWS SDK's signer and retries, without its middleware, which takes most of the
 * processor time of a call. Attribute values have DynamoDB's own form.
 */
import type { AgentOptions } from 'node:http';
import type * as sdk from '@aws-sdk/client-dynamodb';
import { type AwsCredentials, awsCredentials } from '../aws-credentials.ts';
import { stringifyAttributes } from './attribute-json.ts';
import type { CallLimit, Dynamodb } from './dynamodb.ts';
import { dynamodbPlace } from './dynamodb-endpoint.ts';
import { outputOf } from './dynamodb-failure.ts';
import { HttpSender } from './http-sender.ts';
import { RequestSigner, type SignerSettings, type UnsignedCall } from './request-signer.ts';
import { type BackOff, Retries } from './retries.ts';
import { ServerClock } from './server-clock.ts';

export interface DynamodbClientSettings extends SignerSettings {
  readonly endpoint: () => Promise<{ readonly url: URL }>;
  /** Milliseconds since the epoch. Left out, this machine's clock. */
  readonly now?: () => number;
  readonly backoff?: BackOff;
  /** Of the connections, such as their proxy. */
  readonly agent?: AgentOptions;
}

export class DynamodbClient implements Dynamodb {
  readonly #endpoint: DynamodbClientSettings['endpoint'];
  readonly #signer: RequestSigner;
  readonly #clock: ServerClock;
  readonly #retries: Retries;
  readonly #sender: HttpSender;

  constructor({ endpoint, now = Date.now, backoff, agent, ...signing }: DynamodbClientSettings) {
    this.#endpoint = endpoint;
    this.#signer = new RequestSigner(signing);
    this.#clock = new ServerClock(now);
    this.#retries = new Retries(backoff);
    this.#sender = new HttpSender(agent);
  }

  /** @throws ServiceError `bad-settings` for an environment that does not say where DynamoDB is */
  static fromEnvironment(environment: NodeJS.ProcessEnv): DynamodbClient {
    const { url, region } = dynamodbPlace(environment);
    let known: AwsCredentials | undefined;
    const credentials = async () => (known ??= awsCredentials(environment));
    return new DynamodbClient({ endpoint: async () => ({ url }), region, credentials });
  }

  getItem(input: sdk.GetItemInput, limit: CallLimit): Promise<sdk.GetItemOutput> {
    return this.#call('GetItem', input, limit);
  }

  batchGetItem(input: sdk.BatchGetItemInput, limit: CallLimit): Promise<sdk.BatchGetItemOutput> {
    return this.#call('BatchGetItem', input, limit);
  }

  putItem(input: sdk.PutItemInput, limit: CallLimit): Promise<sdk.PutItemOutput> {
    return this.#call('PutItem', input, limit);
  }

  updateItem(input: sdk.UpdateItemInput, limit: CallLimit): Promise<sdk.UpdateItemOutput> {
    return this.#call('UpdateItem', input, limit);
  }

  query(input: sdk.QueryInput, limit: CallLimit): Promise<sdk.QueryOutput> {
    return this.#call('Query', input, limit);
  }

  scan(input: sdk.ScanInput, limit: CallLimit): Promise<sdk.ScanOutput> {
    return this.#call('Scan', input, limit);
  }

  /** Closes the connections. */
  destroy(): void {
    this.#sender.destroy();
  }

  async #call<Output>(action: string, input: object, { abortSignal }: CallLimit): Promise<Output> {
    const { url } = await this.#endpoint();
    const call = { url, action, body: stringifyAttributes(input) };
    return this.#retries.run(() => this.#attempt<Output>(call, abortSignal), abortSignal);
  }

  /** Every attempt has a signature of its own: that of an earlier one may have expired. */
  async #attempt<Output>(call: UnsignedCall, abortSignal: AbortSignal): Promise<Output> {
    const moment = this.#clock.read();
    const headers = await this.#signer.headersOf(call, moment.at + moment.correction);
    const answer = await this.#sender.post(call.url, headers, call.body, abortSignal);
    const wasSkewed = this.#clock.learn(answer.headers, moment);
    return outputOf(answer, wasSkewed);
  }
}
