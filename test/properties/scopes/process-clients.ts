/** The clients of AWS and Zuora for a process of a search: each call becomes an effect that waits for its turn. */
import {
  DynamoDB,
  type GetItemCommandInput,
  type PutItemCommandInput,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type Answer, unanswered } from '../../../lib/zuora/failure.ts';
import type { Http } from '../../../lib/zuora/http.ts';
import { type Grant, TokenCache } from '../../../lib/zuora/token-cache.ts';
import { seedClient } from '../../../local/zuora/seed.ts';
import { nameOf, putName } from '../world/aws-clients.ts';
import type { Effect } from './effect.ts';

/** Resolves with what the process hears. */
export type Perform = <Output>(effect: Effect) => Promise<Output>;

/** Built once: a client takes longer to build than a message takes to be delivered. */
const dynamodb = new DynamoDB({ region: 'us-east-1' });
const sqs = new SQSClient({ region: 'us-east-1' });

/** A client that answers in place of the network. */
function answering<Client extends object, Input>(client: Client, send: (input: Input) => Promise<object>): Client {
  return Object.create(client, { send: { value: ({ input }: { input: Input }) => send(input) } });
}

export function dynamodbClient(perform: Perform): DynamoDB {
  return answering(dynamodb, (input: UpdateItemCommandInput | PutItemCommandInput | GetItemCommandInput) => {
    if ('UpdateExpression' in input) return perform({ name: nameOf(input), kind: 'record', input });
    if ('Item' in input) return perform({ name: putName(input), kind: 'put', input });
    return perform({ name: 'read record', kind: 'read', input });
  });
}

interface QueueInput {
  readonly QueueName?: string;
  readonly VisibilityTimeout?: number;
  readonly MessageBody?: string;
  readonly MessageAttributes?: Extract<Effect, { kind: 'dead letter' }>['attributes'];
}

export function sqsClient(perform: Perform): SQSClient {
  return answering(sqs, async ({ QueueName, VisibilityTimeout, MessageBody, MessageAttributes = {} }: QueueInput) => {
    if (QueueName !== undefined) return { QueueUrl: `https://sqs.us-east-1.amazonaws.com/${QueueName}` };
    return MessageBody === undefined
      ? perform({ name: 'hide', kind: 'hide', milliseconds: (VisibilityTimeout ?? 0) * 1000 })
      : perform({ name: 'dead letter', kind: 'dead letter', body: MessageBody, attributes: MessageAttributes });
  });
}

export function zuoraHttp(perform: Perform): Http {
  return async ({ name, isWrite }, { method, url, headers, body = '', timeout }) => {
    const kind = isWrite ? 'act' : 'look';
    const request = { method, url, headers, body, timeout };
    const answer = await perform<Answer | undefined>({ name: kind, kind, request });
    if (!answer) throw unanswered({ name, isWrite }, 'timeout');
    return answer;
  };
}

export const zuoraHost = 'rest.eu.zuora.com';
export const knownToken = 'token-of-all-entities';

/** Every process has its token, which is no part of the search. */
class KnownToken extends TokenCache {
  override grant(): Promise<Grant> {
    const client = { baseUrl: `https://${zuoraHost}`, clientId: 'client', clientSecret: 'secret-of-client' };
    const forever = Number.POSITIVE_INFINITY;
    const { entityIds } = seedClient.service;
    const token = { value: knownToken, entityIds, obtainedAt: forever, staleAt: forever };
    return Promise.resolve({ client, versionId: 'only', token });
  }

  override hasClientOf(): Promise<boolean> {
    return Promise.resolve(true);
  }
}

export const tokens = new KnownToken({
  http: () => Promise.reject(new Error('There is no token request.')),
  credentials: { current: unread, reread: unread },
  settings: { readTimeout: 0, rejection: 0, retryBase: 0 },
  now: () => 0,
  random: () => 0,
  events: { tokenRefreshed: () => {}, credentialsRejected: () => {} },
});

function unread(): Promise<never> {
  return Promise.reject(new Error('There is no secret.'));
}
