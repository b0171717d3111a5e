/** The whole system as its users see it: queues on one side, Zuora on the other. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
} from '@aws-sdk/client-sqs';
import { inForceIdentity } from '../../lib/policy-in-force/in-force-record.ts';
import { embeddedAws } from '../../operator/aws-access.ts';
import { sharedEndpoint } from '../aws/shared-aws.ts';
import { type StackOptions, type StackProcess, startStack } from '../stack.ts';
import { until } from '../until.ts';

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number | null;
  readonly success: boolean;
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly inFlight: number;
}

export interface Effect {
  /** RFC 3339 in UTC. */
  readonly time: string;
  /** The OAuth client that caused it. */
  readonly clientId: string;
  readonly change: {
    readonly type: string;
    readonly username?: string;
    readonly entityId?: string;
    readonly id?: string;
    readonly connection?: { readonly targetEntityId: string };
  };
}

interface UserState {
  readonly username: string;
  readonly homeEntityId: string;
  readonly accessibleEntityIds: readonly string[];
  readonly pendingEntityIds: readonly string[];
}

interface LogLine {
  readonly level?: string;
  readonly message?: string;
}

export interface OutcomeLine extends LogLine {
  readonly outcome: string;
  readonly operation?: string;
  readonly messageId: string;
  readonly eventId?: string;
  readonly reason?: string;
  readonly detail?: string;
}

export class World {
  readonly stack: StackProcess;
  readonly data: string;

  private constructor(stack: StackProcess, data: string) {
    this.stack = stack;
    this.data = data;
  }

  /** @param options the folder with the state to begin with; a new one if left out */
  static async begin(options: Partial<StackOptions> = {}): Promise<World> {
    const { data = mkdtempSync(join(tmpdir(), 'zuora-access-')) } = options;
    await forgetPolicyInForce();
    return new World(await startStack({ ...options, data }), data);
  }

  async end(): Promise<void> {
    await this.stack.stop();
    rmSync(this.data, { recursive: true });
  }

  /** @returns the message IDs, in the order of the bodies */
  async send(queue: string, ...bodies: (string | object)[]): Promise<string[]> {
    const ids: string[] = [];
    for (let first = 0; first < bodies.length; first += 10) {
      const { Successful = [], Failed = [] } = await this.stack.clients.sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: this.stack.queueUrl(queue),
          Entries: bodies.slice(first, first + 10).map((body, index) => ({
            Id: String(index),
            MessageBody: typeof body === 'string' ? body : JSON.stringify(body),
          })),
        }),
      );
      if (Failed.length > 0) throw new Error(`not sent: ${JSON.stringify(Failed)}`);
      ids.push(...Successful.sort((a, b) => Number(a.Id) - Number(b.Id)).map(({ MessageId = '' }) => MessageId));
    }
    return ids;
  }

  /** Waits until nothing is left on the queues. */
  async drained(...queues: string[]): Promise<void> {
    let left: number[] = [];
    await until(
      async () => {
        left = await Promise.all(queues.map((queue) => this.count(queue)));
        return left.every((count) => count === 0);
      },
      () => `${left} messages are left on ${queues}:\n${this.#lastOutput}`,
      () => String(left),
    );
  }

  async count(queue: string): Promise<number> {
    const { Attributes = {} } = await this.stack.clients.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: this.stack.queueUrl(queue), AttributeNames: ['All'] }),
    );
    const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = Attributes;
    return Number(ApproximateNumberOfMessages) + Number(ApproximateNumberOfMessagesNotVisible);
  }

  /** Takes all messages off a dead-letter queue. */
  async takeDeadLetters(queue: string): Promise<Message[]> {
    const { sqs } = this.stack.clients;
    const QueueUrl = this.stack.queueUrl(`${queue}-dlq`);
    const taken: Message[] = [];
    for (;;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
      );
      if (Messages.length === 0) return taken;
      taken.push(...Messages);
      const Entries = Messages.map(({ ReceiptHandle = '' }, index) => ({ Id: String(index), ReceiptHandle }));
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    }
  }

  /** Asks the sandbox behind Zuora's back. */
  async sandbox<Answer = void>(method: string, path: string, body?: object): Promise<Answer> {
    const init = body ? { method, body: JSON.stringify(body) } : { method };
    const response = await fetch(`${this.stack.zuora}/_sandbox/${path}`, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text || 'null');
  }

  calls(): Promise<Call[]> {
    return this.sandbox('GET', 'calls');
  }

  /** How often each path was written to with success. */
  async successfulWrites(): Promise<Map<string, number>> {
    const writes = (await this.calls()).filter(({ method, success }) => method !== 'GET' && success);
    return writes.reduce((counts, { path }) => counts.set(path, (counts.get(path) ?? 0) + 1), new Map());
  }

  async effects(): Promise<Effect[]> {
    return (await this.sandbox<{ effects: Effect[] }>('GET', 'state')).effects;
  }

  /** The ids of the entities that each user has or has asked for, sorted, without their home. */
  async accessByUser(): Promise<Map<string, readonly string[]>> {
    const { users } = await this.sandbox<{ users: UserState[] }>('GET', 'state');
    return new Map(
      users.map(({ username, homeEntityId, accessibleEntityIds, pendingEntityIds }) => [
        username,
        [...accessibleEntityIds, ...pendingEntityIds].filter((id) => id !== homeEntityId).sort(),
      ]),
    );
  }

  async addUsers(...usernames: string[]): Promise<void> {
    await this.sandbox('POST', 'users', { users: usernames.map((username) => ({ username })) });
  }

  /** What the audit trail says of these messages, once each has ended. */
  async outcomesOf(...messageIds: string[]): Promise<OutcomeLine[]> {
    let lines: OutcomeLine[] = [];
    await until(
      () => {
        lines = this.outcomes().filter(({ messageId }) => messageIds.includes(messageId));
        const ends = lines.filter(({ outcome }) => outcome !== 'retry' && outcome !== 'busy');
        return new Set(ends.map(({ messageId }) => messageId)).size === messageIds.length;
      },
      () => `each of ${messageIds} has ended:\n${this.#lastOutput}`,
    );
    return lines;
  }

  /** The audit trail so far. */
  outcomes(): OutcomeLine[] {
    return this.log().filter((line): line is OutcomeLine => line.message === 'outcome');
  }

  /** What the functions have logged so far. */
  log(): LogLine[] {
    const text = readFileSync(join(this.data, 'functions.log'), 'utf8');
    const lines = text.slice(0, text.lastIndexOf('\n')).split('\n').filter(Boolean);
    return lines.map((line): LogLine => JSON.parse(line));
  }

  /** Requests to the AWS endpoint since they were last forgotten, as `Service.Action`. */
  async awsRequests(): Promise<string[]> {
    const response = await fetch(`${this.stack.aws}/_aws/requests`);
    const requests: { service: string; action: string }[] = JSON.parse(await response.text());
    return requests.map(({ service, action }) => `${service}.${action}`);
  }

  async forgetRequests(): Promise<void> {
    await fetch(`${this.stack.aws}/_aws/requests`, { method: 'DELETE' });
    await this.sandbox('DELETE', 'calls');
  }

  get #lastOutput(): string {
    return this.stack.output().slice(-3000);
  }
}

/** On an AWS that the tests share, another file may have put its policy in force. */
async function forgetPolicyInForce(): Promise<void> {
  const endpoint = sharedEndpoint();
  if (!endpoint) return;
  const client = new DynamoDBClient(embeddedAws(endpoint));
  const Key = { identity: { S: inForceIdentity } };
  await client.send(new DeleteItemCommand({ TableName: 'zuora-access-local-people', Key }));
  client.destroy();
}
