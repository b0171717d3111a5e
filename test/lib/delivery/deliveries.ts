/** All that a delivery needs, from real parts: queues and a ledger in an embedded AWS, and a sandbox of Zuora. */
import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { type Message, SQS } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import { entityConnectionRequested } from '../../../events/entity-connection-requested.ts';
import { duePartitions } from '../../../lib/account/due-partitions.ts';
import { LinkedAccounts } from '../../../lib/account/linked-accounts.ts';
import { AuditLog } from '../../../lib/audit/audit-log.ts';
import { Deadline } from '../../../lib/delivery/deadline.ts';
import type { Delivery, Services } from '../../../lib/delivery/delivery.ts';
import type { Command, EntityOperation } from '../../../lib/delivery/operation.ts';
import { dueIndex } from '../../../lib/due-index.ts';
import { Ledger } from '../../../lib/ledger/ledger.ts';
import { userIdentity } from '../../../lib/ledger/user-item.ts';
import type { Settings } from '../../../lib/settings.ts';
import { Queue } from '../../../lib/sqs/queue.ts';
import { calls } from '../../../lib/zuora/calls.ts';
import { listConnections } from '../../../lib/zuora/connections.ts';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { type AwsAccess, embeddedAws } from '../../../operator/aws-access.ts';
import type { Clock } from '../../clock.ts';
import { accessEvent, sqsRecord } from '../../factories.ts';
import { RecordingTelemetry } from '../../properties/world/recording-telemetry.ts';
import { useAuditTable } from '../../services/audit-table.ts';
import { useLedgerTable } from '../../services/ledger-table.ts';
import { useAws } from '../../services/use-aws.ts';
import { ZuoraAccess } from '../../services/zuora-access.ts';

export type Connect = Command & { readonly targetEntityId: string };

/** Makes a connection from the global entity to another. */
export const connect: EntityOperation<Connect> = {
  name: 'connect',
  contract: entityConnectionRequested,
  look: async (zuora, { targetEntityId }) => {
    const connections = await listConnections(zuora, 'outbound');
    const existing = connections.find((connection) => connection.targetEntityId === targetEntityId);
    return { missing: existing ? [] : [targetEntityId], zuoraId: existing?.id };
  },
  act: (zuora, { targetEntityId }) => zuora.call(calls.initiateEntityConnection, { targetEntityId }),
};

/** The event that asks for it; as the seeded Zuora is, Brazil can be connected and Canada cannot. */
export const connectionEvent = (targetEntityId: string, attributes: object = {}, audit: object = {}) => ({
  ...accessEvent({ type: entityConnectionRequested.type, id: randomUUID(), ...attributes }),
  data: { targetEntityId, entityId: seedEntity.global, ...audit },
});

/** How long before the test's time a message was sent. */
export const queueAgeMs = 1500;

/** The tables of a test, by what they hold. */
const tables = { ledger: 'ledger', accounts: 'accounts', audit: 'audit' };

/** A test's own queues, Zuora and log; the ledger is that of the test file. */
export class Deliveries {
  readonly access: ZuoraAccess;
  readonly dynamodb: DynamoDB;
  readonly sqs: SQS;
  /** As they would be made for a process, to be replaced one by one. */
  readonly services: Services;
  /** How many seconds messages were hidden for, in order. */
  readonly hidden: (number | undefined)[] = [];
  readonly #lines: string[] = [];
  readonly #queue: string;

  private constructor(access: ZuoraAccess, dynamodb: DynamoDB, sqs: SQS, queue: string) {
    const { settings, clock } = access;
    this.access = access;
    this.dynamodb = dynamodb;
    this.sqs = sqs;
    this.#queue = queue;
    sqs.middlewareStack.add(
      (next) => (call) => {
        const { input } = call;
        if ('ReceiptHandle' in input && 'VisibilityTimeout' in input) this.hidden.push(input.VisibilityTimeout);
        return next(call);
      },
      { step: 'initialize' },
    );
    this.services = {
      settings,
      ledger: new Ledger(dynamodb, settings, clock.now),
      accounts: new LinkedAccounts(dynamodb, settings, clock.now, randomUUID),
      audit: new AuditLog(dynamodb, settings),
      queue: new Queue(sqs, settings),
      telemetry: new RecordingTelemetry(this.#lines),
      zuora: (caller) => access.client(caller),
      now: clock.now,
      random: () => access.chance,
      uuid: randomUUID,
    };
  }

  /**
   * @param changes the tables, if they are others than those of `useDeliveries`, and other settings
   * @param clock if the test has another one
   */
  static async begin(
    aws: AwsAccess,
    secrets: SecretsManager,
    dynamodb: DynamoDB,
    changes: Partial<Settings> = {},
    clock?: Clock,
  ): Promise<Deliveries> {
    const sqs = new SQS({ ...aws, useQueueUrlAsEndpoint: false });
    const queue = `requests-${randomUUID()}`;
    const deadLetterQueue = `${queue}-dlq`;
    for (const QueueName of [queue, deadLetterQueue]) await sqs.createQueue({ QueueName });
    const settings = { ...tables, deadLetterQueue, awsTimeout: 10_000, ...changes };
    const access = await ZuoraAccess.begin(secrets, settings, clock);
    return new Deliveries(access, dynamodb, sqs, queue);
  }

  async end(): Promise<void> {
    this.sqs.destroy();
    await this.access.end();
  }

  /** A message as the function receives it that serves the queue. @param body text, or anything else as JSON */
  async message(body: unknown, changes: Partial<SQSRecord> = {}): Promise<SQSRecord> {
    const { QueueUrl } = await this.sqs.getQueueUrl({ QueueName: this.#queue });
    const MessageBody = typeof body === 'string' ? body : JSON.stringify(body);
    await this.sqs.sendMessage({ QueueUrl, MessageBody });
    const { Messages: [received] = [] } = await this.sqs.receiveMessage({ QueueUrl });
    const sentAt = String(this.access.clock.now() - queueAgeMs);
    return sqsRecord({
      messageId: received?.MessageId ?? '',
      receiptHandle: received?.ReceiptHandle ?? '',
      body: MessageBody,
      attributes: {
        ...sqsRecord().attributes,
        SentTimestamp: sentAt,
        ApproximateFirstReceiveTimestamp: sentAt,
      },
      eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${this.#queue}`,
      ...changes,
    });
  }

  /** A delivery that begins now, in an invocation with two minutes left. */
  delivery(record: SQSRecord, changes: Partial<Delivery<Connect>> = {}): Delivery<Connect> {
    const { services, access } = this;
    const startedAt = access.clock.now();
    const deadline = new Deadline(startedAt + 120_000, access.settings, access.clock.now);
    return { operation: connect, record, services, deadline, startedAt, ...changes };
  }

  /** Has the account of a login be due now, if there is one. */
  async makeDue(login: string): Promise<void> {
    const now = this.access.clock.now();
    const Key = { identity: { S: userIdentity(login) } };
    const { Item } = await this.dynamodb.getItem({ TableName: tables.accounts, Key });
    if (!Item || Number(Item[dueIndex.sortKey]?.N ?? Infinity) <= now) return;
    await this.dynamodb.updateItem({
      ...{ TableName: tables.accounts, Key, UpdateExpression: 'SET #due = :due, #dueAt = :dueAt' },
      ExpressionAttributeNames: { '#due': dueIndex.partitionKey, '#dueAt': dueIndex.sortKey },
      ExpressionAttributeValues: { ':due': { S: duePartitions.others }, ':dueAt': { N: String(now) } },
    });
  }

  /** What was logged. */
  lines(): Record<string, unknown>[] {
    return this.#lines.map((line) => JSON.parse(line));
  }

  async deadLetters(): Promise<Message[]> {
    const { QueueUrl } = await this.sqs.getQueueUrl({ QueueName: this.access.settings.deadLetterQueue });
    const { Messages = [] } = await this.sqs.receiveMessage({
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['All'],
    });
    return Messages;
  }
}

/** What each test of a file delivers with. */
export function useDeliveries(): () => Deliveries {
  const aws = useAws();
  const secrets = aws.client((settings) => new SecretsManager(settings));
  const dynamodb = aws.client((settings) => new DynamoDB(settings));
  useLedgerTable(dynamodb, tables.ledger);
  useLedgerTable(dynamodb, tables.accounts);
  useAuditTable(dynamodb, tables.audit);
  let deliveries: Deliveries;
  beforeEach(async () => {
    deliveries = await Deliveries.begin(embeddedAws(aws.url), secrets, dynamodb);
  });
  afterEach(() => deliveries.end());
  return () => deliveries;
}
