/** The AWS that an operator works on. */
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type AwsAccess, loopbackEndpoint, outsideAws, requireScheme } from '../aws-access.ts';
import { type ProxyOptions, proxyOptions } from '../proxy.ts';

/** Milliseconds. Without them a call waits for ever when there is no network. */
export const awsTimeouts = { connectionTimeout: 5000, requestTimeout: 30_000, throwOnRequestTimeout: true };

/** A proxy may accept a connection and never open a tunnel. Only the agent's timeout closes it, so that the command ends. */
type AwsAgent = ProxyOptions & { readonly timeout: number };

type ClientOptions = Partial<AwsAccess> & {
  readonly requestHandler: typeof awsTimeouts & { readonly httpAgent: AwsAgent; readonly httpsAgent: AwsAgent };
};

export class AwsConnection {
  /** Finding a stage needs these two, so every command has them. */
  readonly sqs: SQSClient;
  readonly dynamodb: DynamoDB;
  /** Such as a local stack, which nobody else uses. */
  readonly isOnThisMachine: boolean;
  /** Of the connections of all clients. */
  readonly agent: AwsAgent;
  readonly #options: ClientOptions;
  readonly #clients = new Map<unknown, unknown>();

  constructor(options: ClientOptions) {
    this.#options = options;
    this.isOnThisMachine = options.endpoint !== undefined;
    this.agent = options.requestHandler.httpsAgent;
    // A queue URL names a host that local queues do not have.
    this.sqs = new SQSClient({ ...options, useQueueUrlAsEndpoint: false });
    this.dynamodb = new DynamoDB(options);
  }

  /**
   * The one client of another service. Loading a client takes long: the module that needs it imports its class, so the
   * other commands start without it.
   */
  client<Client>(ClientClass: new (options: ClientOptions) => Client): Client {
    const known = this.#clients.get(ClientClass);
    if (known instanceof ClientClass) return known;
    const client = new ClientClass(this.#options);
    this.#clients.set(ClientClass, client);
    return client;
  }
}

/**
 * Connects to AWS by the SDK's usual settings, and through the proxy that the environment names. A loopback
 * AWS_ENDPOINT_URL needs no other setting: it is `npm start`.
 *
 * @throws OperatorError for an endpoint without a scheme, or the SDK's own error when it finds no region or no credentials
 */
export async function connectToAws(env: NodeJS.ProcessEnv): Promise<AwsConnection> {
  requireScheme(env);
  const endpoint = loopbackEndpoint(env);
  const access = endpoint === undefined ? {} : outsideAws(endpoint, env);
  const agent = { ...proxyOptions(env), timeout: awsTimeouts.requestTimeout };
  const aws = new AwsConnection({ ...access, requestHandler: { ...awsTimeouts, httpAgent: agent, httpsAgent: agent } });
  await aws.sqs.config.region();
  await aws.sqs.config.credentials();
  return aws;
}
