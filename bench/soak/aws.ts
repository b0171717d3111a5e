/** The service's queues, secret and tables, as a publisher, an operator and an administrator use them. */
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type Message as SqsMessage,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { approvedOffice, type TenantClient } from '../../local/zuora/large-tenant.ts';
import { embeddedAws } from '../../operator/aws-access.ts';
import { type AwsClients, awsClients } from '../../operator/aws-clients.ts';
import { announce } from '../../operator/safeguard/expectation.ts';
import { readQuarantines, type SafeguardSession } from '../../operator/safeguard/quarantine.ts';
import { type OperationName, operations, queueOf } from './operations.ts';
import { type RecordedChanges, readRecordedChanges } from './recorded-changes.ts';

const resourcePrefix = 'zuora-access-local';
const secretName = 'zuora-access/local/oauth';

/** The maximum number of messages in one call. */
const maxSqsBatch = 10;

export interface FoundDeadLetter {
  readonly operation: OperationName;
  /** Undefined on a message that SQS itself has moved. */
  readonly reason: string | undefined;
  readonly body: string;
  /** When it was sent, in milliseconds since the epoch; NaN on a message that SQS itself has moved. */
  readonly at: number;
}

const deadLetterSummary = z.object({ time: z.string() });

const queueCounts = z.object({
  ApproximateNumberOfMessages: z.coerce.number(),
  ApproximateNumberOfMessagesNotVisible: z.coerce.number(),
});

export class Aws {
  readonly #url: string;
  readonly #clients: AwsClients;
  readonly #safeguard: SafeguardSession;

  /** @param url of the endpoint */
  constructor(url: string) {
    this.#url = url;
    this.#clients = awsClients(embeddedAws(url));
    const stack = { stage: 'local', people: `${resourcePrefix}-people` };
    this.#safeguard = { aws: this.#clients, stack, now: Date.now };
  }

  close(): void {
    for (const client of Object.values(this.#clients)) client.destroy();
  }

  /** @param ofOffice the client of `approvedOffice` */
  async putSecret(baseUrl: string, main: TenantClient, ofOffice: TenantClient): Promise<void> {
    const entities = { [approvedOffice]: credentialsOf(ofOffice) };
    const SecretString = JSON.stringify({ baseUrl, ...credentialsOf(main), entities });
    await this.#clients.secrets.send(new PutSecretValueCommand({ SecretId: secretName, SecretString }));
  }

  /** @returns the bodies by message ID */
  async send(operation: OperationName, bodies: readonly string[]): Promise<Map<string, string>> {
    const sent = new Map<string, string>();
    for (let first = 0; first < bodies.length; first += maxSqsBatch) {
      const batch = bodies.slice(first, first + maxSqsBatch);
      const command = new SendMessageBatchCommand({
        QueueUrl: this.#queueUrl(queueOf(operation)),
        Entries: batch.map((body, index) => ({ Id: String(index), MessageBody: body })),
      });
      const { Successful = [], Failed = [] } = await this.#clients.sqs.send(command);
      if (Failed.length > 0) throw new Error(`SQS refused messages to ${queueOf(operation)}: ${Failed[0]?.Message}`);
      for (const { Id, MessageId = '' } of Successful) sent.set(MessageId, batch[Number(Id)] ?? '');
    }
    return sent;
  }

  /** The number of messages on all queues, visible or not. It is 0 only if every queue is empty. */
  async backlog(): Promise<number> {
    let sum = 0;
    // One after the other: a message that has left the first queue is on one of the others by then.
    for (const operation of operations) sum += await this.#count(queueOf(operation));
    return sum;
  }

  /** As `safeguard expect` does, for everybody. */
  async expectRevocations(): Promise<void> {
    const until = new Date(Date.now() + 24 * 3_600_000).toISOString();
    await announce(this.#safeguard, { direction: 'revocations', count: 1_000_000, until, by: 'soak' });
  }

  /** The usernames of those who are quarantined. */
  async quarantined(): Promise<ReadonlySet<string>> {
    const sets = await readQuarantines(this.#safeguard, () => {});
    const logins = sets.flatMap(({ people }) => people.flatMap(({ person }) => person.logins));
    return new Set(logins.map(({ login }) => login));
  }

  /** What the audit log has. */
  recordedChanges(): Promise<RecordedChanges> {
    return readRecordedChanges(this.#clients.dynamodb, `${resourcePrefix}-audit`);
  }

  /** Takes all messages off the dead-letter queues. */
  async takeDeadLetters(): Promise<FoundDeadLetter[]> {
    const each = await Promise.all(operations.map((operation) => this.#takeDeadLettersOf(operation)));
    return each.flat();
  }

  async #takeDeadLettersOf(operation: OperationName): Promise<FoundDeadLetter[]> {
    const QueueUrl = this.#queueUrl(`${queueOf(operation)}-dlq`);
    const taken: FoundDeadLetter[] = [];
    for (;;) {
      const { Messages = [] } = await this.#clients.sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: maxSqsBatch, MessageAttributeNames: ['All'] }),
      );
      if (Messages.length === 0) return taken;
      taken.push(...Messages.map((message) => deadLetterOf(operation, message)));
      const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await this.#clients.sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    }
  }

  async #count(queue: string): Promise<number> {
    const command = new GetQueueAttributesCommand({ QueueUrl: this.#queueUrl(queue), AttributeNames: ['All'] });
    const { Attributes } = await this.#clients.sqs.send(command);
    const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = queueCounts.parse(Attributes);
    return ApproximateNumberOfMessages + ApproximateNumberOfMessagesNotVisible;
  }

  #queueUrl(queue: string): string {
    return `${this.#url}/000000000000/${resourcePrefix}-${queue}`;
  }
}

function credentialsOf({ id: clientId, secret: clientSecret }: TenantClient) {
  return { clientId, clientSecret };
}

function deadLetterOf(operation: OperationName, { Body = '', MessageAttributes = {} }: SqsMessage): FoundDeadLetter {
  const { reason, deadLetter } = MessageAttributes;
  const { data } = deadLetterSummary.safeParse(JSON.parse(deadLetter?.StringValue ?? 'null'));
  return { operation, body: Body, reason: reason?.StringValue, at: Date.parse(data?.time ?? '') };
}
