import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { type Message, SQS } from '@aws-sdk/client-sqs';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import { entityConnectionRequested } from '../../../events/entity-connection-requested.ts';
import { LinkedAccounts } from '../../../lib/account/linked-accounts.ts';
import { AuditLog } from '../../../lib/audit/audit-log.ts';
import { deliverBatch } from '../../../lib/delivery/batch.ts';
import { Deadline } from '../../../lib/delivery/deadline.ts';
import type { Services } from '../../../lib/delivery/delivery.ts';
import type { Command, Operation } from '../../../lib/delivery/operation.ts';
import { readEvent } from '../../../lib/event/event.ts';
import { Ledger } from '../../../lib/ledger/ledger.ts';
import type { Settings } from '../../../lib/settings.ts';
import { Queue } from '../../../lib/sqs/queue.ts';
import { Telemetry } from '../../../lib/telemetry.ts';
import { calls } from '../../../lib/zuora/calls.ts';
import { listConnections } from '../../../lib/zuora/connections.ts';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { accessEvent, sqsRecord } from '../../factories.ts';
import { RecordingTelemetry } from '../../properties/world/recording-telemetry.ts';
import { useLedgerTable } from '../../services/ledger-table.ts';
import { effects, plant } from '../../services/sandbox-client.ts';
import { useAws } from '../../services/use-aws.ts';
import { ZuoraAccess } from '../../services/zuora-access.ts';

const hour = 3_600_000;

const connect: Operation<Command & { targetEntityId: string }> = {
  name: 'connect',
  contract: entityConnectionRequested,
  look: async (zuora, { targetEntityId }) => {
    const connections = await listConnections(zuora, 'outbound');
    return { missing: connections.some((known) => known.targetEntityId === targetEntityId) ? [] : [targetEntityId] };
  },
  act: (zuora, { targetEntityId }) => zuora.call(calls.initiateEntityConnection, { targetEntityId }),
};

const aws = useAws();
const secrets = aws.client((settings) => new SecretsManager(settings));
const dynamodb = aws.client((settings) => new DynamoDB(settings));
const sqs = aws.client((settings) => new SQS({ ...settings, useQueueUrlAsEndpoint: false }));
useLedgerTable(dynamodb, 'ledger');

let access: ZuoraAccess;
let services: Services;

beforeAll(() => {
  process.env['POWERTOOLS_LOG_LEVEL'] = 'SILENT';
  process.env['POWERTOOLS_METRICS_DISABLED'] = 'true';
});
beforeEach(async () => {
  const deadLetterQueue = `dlq-${randomUUID()}`;
  await sqs.createQueue({ QueueName: deadLetterQueue });
  access = await ZuoraAccess.begin(secrets, {
    ledger: 'ledger',
    deadLetterQueue,
    awsTimeout: 10_000,
    callsInFlight: 1,
  });
  const { settings, clock } = access;
  services = {
    settings,
    ledger: new Ledger(dynamodb, settings, clock.now),
    accounts: new LinkedAccounts(dynamodb, settings, clock.now, randomUUID),
    audit: new AuditLog(dynamodb, settings),
    queue: new Queue(sqs, settings),
    telemetry: new Telemetry(),
    zuora: (caller) => access.client(caller),
    now: clock.now,
    random: () => 0,
    uuid: randomUUID,
  };
});
afterEach(() => access.end());

const requested = (targetEntityId: string, attributes: object = {}) => ({
  ...accessEvent({ type: entityConnectionRequested.type, id: randomUUID(), ...attributes }),
  data: { targetEntityId, entityId: seedEntity.global },
});

/** A message that was sent just now. Its receipt handle is none, so that it cannot be hidden: that is only logged. */
function message(body: unknown, changes: Partial<SQSRecord> = {}): SQSRecord {
  const now = String(access.clock.now());
  const { attributes } = sqsRecord();
  return sqsRecord({
    messageId: randomUUID(),
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: { ...attributes, SentTimestamp: now, ApproximateFirstReceiveTimestamp: now },
    ...changes,
  });
}

/** @returns which of the messages stay on the queue */
async function deliver(messages: SQSRecord[], seconds = 120): Promise<SQSRecord[]> {
  const { clock, settings } = access;
  const deadline = new Deadline(clock.now() + seconds * 1000, settings, clock.now);
  const { batchItemFailures } = await deliverBatch(connect, messages, services, deadline);
  const ids = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  return messages.filter(({ messageId }) => ids.includes(messageId));
}

async function deadLetters(): Promise<Message[]> {
  const { QueueUrl } = await sqs.getQueueUrl({ QueueName: access.settings.deadLetterQueue });
  const { Messages = [] } = await sqs.receiveMessage({
    QueueUrl,
    MaxNumberOfMessages: 10,
    MessageAttributeNames: ['All'],
    VisibilityTimeout: 0,
  });
  return Messages;
}
/** Among the lines that were logged. */
const outcomes = (lines: string[]) => lines.map((line) => JSON.parse(line)).filter(({ outcome }) => outcome);
const attribute = ({ MessageAttributes = {} }: Message, name: string) => MessageAttributes[name]?.StringValue;
const strike = (method: string, fault: object, times = 1) =>
  plant(access.zuora.url, { match: { method, path: '/v1/*' }, times, fault });
const keysSent = async () =>
  (await access.calls()).flatMap(({ method, path, headers }) =>
    method === 'POST' && path.startsWith('/v1') ? [headers['idempotency-key']] : [],
  );

/** All attempts but the last fail, an hour after each other. */
async function failUntilLast(sent: SQSRecord): Promise<void> {
  const attempts = 23;
  await strike('GET', { status: 500, body: {} }, attempts);
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    expect(await deliver([sent])).toEqual([sent]);
    access.clock.advance(hour);
  }
}

test('a batch answers with exactly the messages that stay: good and hopeless ones do not', async () => {
  const good = message(requested(seedEntity.brazil));
  const bad = message('hello');
  const refused = message(requested(seedEntity.canada));
  const done = message(requested(seedEntity.germany));
  await strike('GET', { status: 500, body: {} });
  const unlucky = message(requested(seedEntity.japan));
  expect(await deliver([unlucky, good, bad, refused, done])).toEqual([unlucky]);
  expect(await effects(access.zuora.url)).toMatchObject([{ idempotencyKey: good.messageId }]);
  const letters = await deadLetters();
  expect(letters.map((letter) => [letter.Body, attribute(letter, 'reason')]).sort()).toEqual(
    [
      [bad.body, 'not-json'],
      [refused.body, 'permission-denied'],
    ].sort(),
  );
});

test('after a 429 nothing new is started', async () => {
  await strike('POST', { status: 429, headers: { 'Retry-After': '120' }, body: {} });
  const messages = [message(requested(seedEntity.brazil)), message(requested(seedEntity.germany)), message('hello')];
  expect(await deliver(messages)).toEqual(messages);
  expect(await access.paths()).toEqual(['/oauth/token', '/v1/entity-connections', '/v1/entity-connections']);
  expect(await deadLetters()).toEqual([]);
});

test('with less than 55 seconds left no message is started', async () => {
  const messages = [message(requested(seedEntity.brazil)), message('hello')];
  expect(await deliver(messages, 54.9)).toEqual(messages);
  expect(await access.calls()).toEqual([]);
  expect(await deliver(messages, 55)).toEqual([]);
});

describe('an event', () => {
  test('that was applied is recognised under another message ID, without a call', async () => {
    const event = requested(seedEntity.brazil);
    await deliver([message(event)]);
    await access.sandbox('DELETE', 'calls');
    expect(await deliver([message(event), message(event)])).toEqual([]);
    expect(await access.calls()).toEqual([]);
  });

  test('whose answer was lost is held for 130 seconds, then found done', async () => {
    const sent = message(requested(seedEntity.brazil));
    await strike('POST', { dropResponse: true });
    expect(await deliver([sent])).toEqual([sent]);
    access.clock.advance(129_999);
    expect(await deliver([sent])).toEqual([sent]);
    access.clock.advance(1);
    expect(await deliver([sent])).toEqual([]);
    expect(await keysSent()).toEqual([sent.messageId]);
    expect(await effects(access.zuora.url)).toHaveLength(1);
  });

  test('that fails within Zuora is sent once more under its key, and then under the next', async () => {
    const sent = message(requested(seedEntity.brazil));
    await strike('POST', { status: 500, body: {} });
    for (let delivery = 1; delivery <= 3; delivery += 1) {
      await deliver([sent]);
      access.clock.advance(hour);
    }
    expect(await keysSent()).toEqual([sent.messageId, sent.messageId, `${sent.messageId}.1`]);
    expect(await effects(access.zuora.url)).toHaveLength(1);
  });

  test('whose last retry is over is looked for once more before it is given up', async () => {
    const sent = message(requested(seedEntity.brazil));
    await failUntilLast(sent);
    await strike('POST', { dropResponse: true });
    expect(await deliver([sent])).toEqual([]);
    expect(await deadLetters()).toEqual([]);
    expect(await effects(access.zuora.url)).toHaveLength(1);
  });

  test('whose retries are over is a dead letter, and its redrive begins anew', async () => {
    const event = requested(seedEntity.brazil);
    const sent = message(event);
    await failUntilLast(sent);
    await strike('POST', { status: 200, body: { success: false, reasons: [{ code: 56500250, message: 'locked' }] } });
    expect(await deliver([sent])).toEqual([]);
    const [letter] = await deadLetters();
    expect(letter && attribute(letter, 'reason')).toBe('retries-exhausted');
    expect(await deliver([message(event)])).toEqual([]);
    expect(await keysSent()).toEqual([sent.messageId, `${sent.messageId}.1`]);
  });

  test('that asks for something else under the same id is a dead letter', async () => {
    const event = requested(seedEntity.brazil);
    await deliver([message(event)]);
    expect(await deliver([message({ ...event, data: { ...event.data, targetEntityId: seedEntity.japan } })])).toEqual(
      [],
    );
    expect((await deadLetters()).map((letter) => attribute(letter, 'reason'))).toEqual(['payload-mismatch']);
  });

  // Redriven once from before it had a record: as when the contract has been mended since.
  test('without an id keeps its identity through every redrive', async () => {
    const first = randomUUID();
    const messageAttributes = { originalMessageId: { dataType: 'String' as const, stringValue: first } };
    await deliver([message(requested(seedEntity.canada, { id: undefined }), { messageAttributes })]);
    expect((await deadLetters()).map((letter) => attribute(letter, 'originalMessageId'))).toEqual([first]);
  });

  test.each([
    ['may not be carried out', { source: 'hr', id: 'with-id' }, 'payload-mismatch'],
    ['has a wrong form', { time: 'yesterday' }, 'invalid-event'],
  ])('with an id of its own that %s is not believed about its first ID', async (_, changes, reason) => {
    const forged = { originalMessageId: { dataType: 'String' as const, stringValue: randomUUID() } };
    await deliver([message(requested(seedEntity.brazil, { source: 'hr', id: 'with-id' }))]);
    const before = (await deadLetters()).length;
    const one = message(requested(seedEntity.canada, { id: 'with-id', ...changes }), { messageAttributes: forged });
    await deliver([one]);
    const letters = (await deadLetters()).slice(before);
    expect(letters.map((letter) => [attribute(letter, 'reason'), attribute(letter, 'originalMessageId')])).toEqual([
      [reason, one.messageId],
    ]);
  });
});

describe('an event outside the limits', () => {
  const lines: string[] = [];

  function limit(changes: Partial<Settings>): void {
    lines.length = 0;
    services = {
      ...services,
      settings: { ...services.settings, ...changes },
      ledger: new Ledger(dynamodb, { ...access.settings, ledger: 'missing' }, access.clock.now),
      telemetry: new RecordingTelemetry(lines),
    };
  }

  test.each([
    ['entityId', [seedEntity.brazil], seedEntity.global],
    ['targetEntityId', [seedEntity.global], seedEntity.brazil],
  ])('by its %s is a dead letter, before the ledger or Zuora is touched', async (field, allowedEntityIds, outside) => {
    limit({ allowedEntityIds });
    expect(await deliver([message(requested(seedEntity.brazil))])).toEqual([]);
    const letters = await deadLetters();
    expect(letters.map((letter) => attribute(letter, 'reason'))).toEqual(['not-allowed']);
    expect(JSON.parse((letters[0] && attribute(letters[0], 'deadLetter')) ?? '')).toMatchObject({
      detail: `data.${field}: "${outside}" is not in ZUORA_ACCESS_ALLOWED_ENTITY_IDS`,
      attempts: 0,
    });
    expect(await access.calls()).toEqual([]);
  });

  test('is logged with its source and what it asked for', async () => {
    limit({ allowedEntityIds: [seedEntity.global] });
    await deliver([message(requested(seedEntity.brazil, { id: 'forged' }))]);
    expect(outcomes(lines)).toMatchObject([
      {
        outcome: 'dead-letter',
        reason: 'not-allowed',
        eventId: 'forged',
        source: 'https://hr.example.com',
        command: { targetEntityId: seedEntity.brazil, entityId: seedEntity.global },
      },
    ]);
  });
});

test('a body that is nested as deep as SQS takes is a dead letter, unchanged', async () => {
  const deep = message('{"a":'.repeat(174_000) + '1'.padEnd(1000) + '}'.repeat(174_000));
  expect(await deliver([deep])).toEqual([]);
  const [letter] = await deadLetters();
  expect(letter?.Body === deep.body).toBe(true);
  expect(letter && attribute(letter, 'reason')).toBe('invalid-event');
});

test('a dead letter that cannot be sent leaves its message on the queue', async () => {
  services = { ...services, queue: new Queue(sqs, { ...access.settings, deadLetterQueue: 'missing' }) };
  const bad = message('hello');
  expect(await deliver([bad])).toEqual([bad]);
});

test('while the ledger does not answer no call is made, and every message stays', async () => {
  const lines: string[] = [];
  const missing = new Ledger(dynamodb, { ...access.settings, ledger: 'missing' }, access.clock.now);
  services = { ...services, ledger: missing, telemetry: new RecordingTelemetry(lines) };
  const sent = message(requested(seedEntity.brazil));
  expect(await deliver([sent])).toEqual([sent]);
  expect(outcomes(lines)).toMatchObject([{ outcome: 'retry', reason: 'ResourceNotFoundException', retryInSeconds: 1 }]);
  expect(await access.calls()).toEqual([]);
});

test('a record of a later release keeps its message on the queue, and says why', async () => {
  const event = requested(seedEntity.brazil);
  await deliver([message(event)]);
  const { identity } = readEvent(connect.name, connect.contract, JSON.stringify(event), 'first');
  await dynamodb.updateItem({
    TableName: 'ledger',
    Key: { identity: { S: identity } },
    UpdateExpression: 'SET version = :later',
    ExpressionAttributeValues: { ':later': { N: '2' } },
  });
  await access.sandbox('DELETE', 'calls');
  const lines: string[] = [];
  services = { ...services, telemetry: new RecordingTelemetry(lines) };
  const again = message(event);
  expect(await deliver([again])).toEqual([again]);
  expect(outcomes(lines)).toMatchObject([
    {
      outcome: 'retry',
      reason: 'newer-record',
      detail: expect.stringContaining('has version 2'),
      eventId: event.id,
      retryInSeconds: 1,
    },
  ]);
  expect(await access.calls()).toEqual([]);
  expect(await deadLetters()).toEqual([]);
});

test('rejected credentials keep every message, with one token request', async () => {
  await access.changeClient({ secret: 'another' });
  const messages = Array.from({ length: 5 }, () => message(requested(seedEntity.brazil)));
  expect(await deliver(messages)).toEqual(messages);
  expect(await access.paths()).toEqual(['/oauth/token']);
  expect(access.rejections).toHaveLength(1);
});
