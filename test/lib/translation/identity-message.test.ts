import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { Scheduler } from '@aws-sdk/client-scheduler';
import { type SendMessageBatchRequestEntry, SQS } from '@aws-sdk/client-sqs';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import { entities, policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { risc, user } from '../../../fuzz/fixtures/scim.ts';
import { auth0, auth0User, plain } from '../../../fuzz/fixtures/vendors.ts';
import { Deadline } from '../../../lib/delivery/deadline.ts';
import { EffectiveChanges } from '../../../lib/ledger/effective-changes.ts';
import { PeopleTable } from '../../../lib/people/people-table.ts';
import { SafeguardStore } from '../../../lib/safeguard/safeguard-store.ts';
import { Queue } from '../../../lib/sqs/queue.ts';
import { Arrivals } from '../../../lib/traffic/arrivals.ts';
import { TrafficTable } from '../../../lib/traffic/traffic-table.ts';
import {
  type IdentityMessage,
  type TranslationServices,
  translateMessage,
} from '../../../lib/translation/identity-message.ts';
import { OperationQueues } from '../../../lib/translation/operation-queues.ts';
import { Schedules } from '../../../lib/translation/schedules.ts';
import { readTranslationSettings, type TranslationSettings } from '../../../lib/translation/settings.ts';
import { WakeUps } from '../../../lib/translation/wake-ups.ts';
import { embeddedAws } from '../../../operator/aws-access.ts';
import { Clock, clockStart } from '../../clock.ts';
import { sqsRecord, translationEnvironment } from '../../factories.ts';
import { RecordingTelemetry } from '../../properties/world/recording-telemetry.ts';
import { createLedgerTable } from '../../services/ledger-table.ts';
import { withSilentAws } from '../../services/silent-aws.ts';
import { useAws } from '../../services/use-aws.ts';
import { always } from './fixed-policy.ts';

const scheduleGroup = 'zuora-access-dev-announced-changes';
const minute = 60_000;

const aws = useAws(clockStart);
const scheduler = aws.client((settings) => new Scheduler(settings));
const dynamodb = aws.client((settings) => new DynamoDB(settings));
let sqs: SQS;
let clock: Clock;
let settings: TranslationSettings;
let lines: string[];
let hidden: (number | undefined)[];
let queue: string;

beforeAll(async () => {
  await scheduler.createScheduleGroup({ Name: scheduleGroup });
});
beforeEach(async () => {
  clock = new Clock();
  lines = [];
  hidden = [];
  queue = `identity-${randomUUID()}`;
  sqs = new SQS({ ...embeddedAws(aws.url), useQueueUrlAsEndpoint: false });
  settings = {
    ...readTranslationSettings({
      ...translationEnvironment,
      ZUORA_ACCESS_LEDGER: queue,
      ZUORA_ACCESS_DEAD_LETTER_QUEUE: `${queue}-dlq`,
      ZUORA_ACCESS_REQUEST_QUEUE: `${queue}-requests`,
      ZUORA_ACCESS_REVOCATION_QUEUE: `${queue}-revocations`,
      ZUORA_ACCESS_DECISION_QUEUE: `${queue}-decisions`,
      ZUORA_ACCESS_PEOPLE: `${queue}-people`,
      ZUORA_ACCESS_SCHEDULE_GROUP: scheduleGroup,
    }),
    awsTimeout: 10_000,
  };
  const { ledger, people, deadLetterQueue, requestQueue, revocationQueue, decisionQueue } = settings;
  for (const table of [ledger, people]) await createLedgerTable(dynamodb, table);
  for (const QueueName of [queue, deadLetterQueue, requestQueue, revocationQueue, decisionQueue]) {
    await sqs.createQueue({ QueueName });
  }
  sqs.middlewareStack.add(
    (next) => (call) => {
      if ('VisibilityTimeout' in call.input && 'ReceiptHandle' in call.input) hidden.push(call.input.VisibilityTimeout);
      return next(call);
    },
    { step: 'initialize' },
  );
});
afterEach(() => sqs.destroy());

function services(client = sqs, by = policy()): TranslationServices {
  const queues = new OperationQueues(client, settings);
  const telemetry = new RecordingTelemetry(lines);
  return {
    settings,
    queue: new Queue(client, settings),
    queues,
    changes: new EffectiveChanges(dynamodb, settings, clock.now),
    people: new PeopleTable(dynamodb, settings, clock.now),
    policies: always(by),
    safeguard: SafeguardStore.over(dynamodb, settings, clock.now),
    arrivals: new Arrivals(new TrafficTable(dynamodb, settings, clock.now), telemetry, clock.now),
    wakeUps: new WakeUps(queues, new Schedules(scheduler, settings), clock.now),
    telemetry,
    now: clock.now,
    random: () => 0.5,
  };
}

function withoutPolicy(): TranslationServices {
  return { ...services(), policies: always(undefined) };
}

/** A message as the function receives it. */
async function received(body: unknown): Promise<SQSRecord> {
  const { QueueUrl } = await sqs.getQueueUrl({ QueueName: queue });
  const MessageBody = typeof body === 'string' ? body : JSON.stringify(body);
  await sqs.sendMessage({ QueueUrl, MessageBody });
  const { Messages: [message] = [] } = await sqs.receiveMessage({ QueueUrl });
  const SentTimestamp = String(clock.now());
  return sqsRecord({
    ...{ messageId: message?.MessageId ?? '', receiptHandle: message?.ReceiptHandle ?? '', body: MessageBody },
    attributes: { ...sqsRecord().attributes, SentTimestamp, ApproximateFirstReceiveTimestamp: SentTimestamp },
    eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${queue}`,
  });
}

async function translated(body: unknown, changes: Partial<IdentityMessage> = {}): Promise<boolean> {
  const startedAt = clock.now();
  const deadline = new Deadline(startedAt + 2 * minute, settings, clock.now);
  const record = await received(body);
  const operation = { name: 'translateIdentityEvent' };
  return translateMessage({
    operation,
    record,
    services: services(),
    deadline,
    startedAt,
    ...changes,
  });
}

async function on(name: string) {
  const { QueueUrl } = await sqs.getQueueUrl({ QueueName: name });
  const { Messages = [] } = await sqs.receiveMessage({
    ...{ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] },
  });
  return Messages;
}
const bodiesOn = async (name: string) => (await on(name)).map(({ Body = '' }) => JSON.parse(Body));
const outcomes = () => lines.map((line) => JSON.parse(line)).map(({ outcome, reason }) => [outcome, reason]);

const added = (id: string, data: object = {}) =>
  plain(
    'identity.group.member-added.v1',
    { user: { userName: 'ada@example.com' }, group: 'zuora-germany', ...data },
    { id, time: new Date(clock.now()).toISOString() },
  );
const ofUser = (userName: string) => ({ user: { userName } });
const left = () => plain('identity.user.left.v1', ofUser('ada@example.com'), { id: 'left' });

test('a grant of the policy becomes a decision in the home entity, with facts for the audit', async () => {
  expect(await translated(added('one'))).toBe(true);
  expect(await bodiesOn(settings.decisionQueue)).toEqual([
    expect.objectContaining({
      type: 'zuora.user-access.decided.v1',
      identitysource: 'plain',
      identityevent: '["https://hr.example.com","one"]',
      data: {
        ...{ personId: expect.stringMatching(/^[0-9a-f]{32}$/), generation: 1, revision: 1, isSuspended: false },
        ...{ username: 'ada@example.com', entityId: entities.home, hasLeft: false, denials: [], ended: [] },
        ruleAssignments: [{ entityId: entities.germany, rules: ['germany-group'] }],
        ...{ requestedBy: 'plain', reason: 'added-to-group, by policy: germany-group' },
      },
    }),
  ]);
});

test('its line names the rule, the user and the id of what was sent', async () => {
  await translated(added('one'));
  const [{ id }] = await bodiesOn(settings.decisionQueue);
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({
      ...{ outcome: 'translated', source: 'plain', change: 'added-to-group', username: 'ada@example.com' },
      ...{
        eventId: '["https://hr.example.com","one"]',
        granted: ['germany'],
        grantedBy: ['germany-group'],
        sent: [id],
      },
    }),
  ]);
});

test('a message’s age counts from its sending, and is never negative', async () => {
  const ages: number[] = [];
  const telemetry = new (class extends RecordingTelemetry {
    override queueAge(milliseconds: number): void {
      ages.push(milliseconds);
    }
  })(lines);
  for (const later of [1500, -1500]) {
    await translated(added('one'), { services: { ...services(), telemetry }, startedAt: clock.now() + later });
  }
  expect(ages).toEqual([1500, 0]);
});

test('what is sent names the message that brought the identity event, also after a redrive', async () => {
  const record = await received(added('one'));
  await translated(added('one'), { record });
  const originalMessageId = { stringValue: record.messageId, dataType: 'String' };
  await translated(added('one'), {
    record: { ...record, messageId: randomUUID(), messageAttributes: { originalMessageId } },
  });
  const named = (await on(settings.decisionQueue)).map(({ MessageAttributes }) => MessageAttributes);
  const attribute = { identityMessageId: { DataType: 'String', StringValue: record.messageId } };
  expect(named).toEqual([attribute, attribute]);
});

test('a repeated translation sends the same id, so that the operation knows it', async () => {
  await translated(added('one'));
  await translated(added('one'));
  const [first, second] = await on(settings.decisionQueue);
  expect(JSON.parse(first?.Body ?? '')).toMatchObject({ id: JSON.parse(second?.Body ?? '').id });
});

test('many people in one message lead to many events, ten in a call', async () => {
  const batch = Array.from({ length: 23 }, (_, index) => added(`event-${index}`, ofUser(`u${index}@example.com`)));
  expect(await translated(batch)).toBe(true);
  const counts = [await on(settings.decisionQueue), await on(settings.decisionQueue), await on(settings.decisionQueue)];
  expect(counts.map(({ length }) => length)).toEqual([10, 10, 3]);
  expect(outcomes()).toEqual(Array.from({ length: 23 }, () => ['translated', undefined]));
});

test('many events about one person in one message lead to one decision', async () => {
  const groups = ['zuora-germany', 'zuora-france', 'zuora-japan'];
  await translated(groups.map((group) => added(group, { group })));
  expect(await on(settings.decisionQueue)).toHaveLength(1);
  expect(outcomes()).toEqual([
    ['translated', undefined],
    ['ignored', 'no-change'],
    ['ignored', 'no-change'],
  ]);
});

test('each line names the source of its own event, if two sources know the person by their login alone', async () => {
  const email = 'ada@example.com';
  await translated([
    risc('account-disabled', { sub_id: { format: 'email', email } }),
    plain('identity.user.changed.v1', { user: { email, department: 'Billing' } }),
  ]);
  expect(lines.map((line) => JSON.parse(line).source)).toEqual(['shared-signals', 'plain']);
});

/** The entries of all messages that SQS is asked to send from now on. */
function sentEntries(): SendMessageBatchRequestEntry[] {
  const sent: SendMessageBatchRequestEntry[] = [];
  sqs.middlewareStack.add(
    (next) => (call) => {
      const entries = 'Entries' in call.input ? (call.input.Entries ?? []) : [];
      sent.push(...entries.filter((entry) => 'MessageBody' in entry));
      return next(call);
    },
    { step: 'initialize' },
  );
  return sent;
}

test('events are sent in a group of their source, so that no source delays another', async () => {
  const sent = sentEntries();
  await translated([
    added('one'),
    auth0('user.created', { ...auth0User, email: 'grace@example.com', username: 'grace' }),
    added('two', ofUser('charles@example.com')),
  ]);
  expect(sent.map(({ MessageGroupId }) => MessageGroupId).toSorted()).toEqual(['auth0', 'plain', 'plain']);
});

describe('an effective-dated change', () => {
  const announced = (milliseconds: number) =>
    added('one', { effectiveAt: new Date(clock.now() + milliseconds).toISOString() });

  /** The queues of this test that the Scheduler will send to. */
  async function scheduled(): Promise<(string | undefined)[]> {
    const { Schedules: waiting = [] } = await scheduler.listSchedules({ GroupName: scheduleGroup });
    return waiting.map(({ Target }) => Target?.Arn).filter((arn) => arn?.includes(queue));
  }

  test('waits in EventBridge Scheduler, once however often it is reported', async () => {
    // Far enough ahead for the Scheduler, which uses the machine's clock.
    const inThirtyYears = 30 * 365 * 24 * 60 * minute;
    const sent = sentEntries();
    await translated(announced(inThirtyYears));
    await translated(announced(inThirtyYears));
    expect(sent).toEqual([]);
    expect(await scheduled()).toEqual([`arn:aws:sqs:us-east-1:000000000000:${queue}`]);
    expect(outcomes()).toEqual([
      ['translated', 'announced'],
      ['translated', 'announced'],
    ]);
  });

  test('leaves a line that names its date', async () => {
    const effectiveAt = new Date(clock.now() + 4 * minute).toISOString();
    await translated(added('one', { effectiveAt }));
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        ...{ outcome: 'translated', reason: 'announced', source: 'plain', eventId: '["https://hr.example.com","one"]' },
        ...{ change: 'added-to-group', username: 'ada@example.com', effectiveAt },
      }),
    ]);
  });

  test.each([
    [4 * minute, 240],
    [5 * minute, 300],
    [1, 1],
  ])('that is %i ms ahead waits in the queue of identity events for %i seconds', async (milliseconds, seconds) => {
    const sent = sentEntries();
    await translated(announced(milliseconds));
    expect(sent.map(({ DelaySeconds }) => DelaySeconds)).toEqual([seconds]);
    expect(await scheduled()).toEqual([]);
    const { QueueUrl } = await sqs.getQueueUrl({ QueueName: queue });
    const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['All'] });
    expect(Attributes?.['ApproximateNumberOfMessagesDelayed']).toBe('1');
  });

  test('is retried if the invocation has no time left to schedule it', async () => {
    const deadline = new Deadline(clock.now() + 14_999, settings, clock.now);
    expect(await translated(announced(6 * minute), { deadline })).toBe(false);
    expect(outcomes()).toEqual([['retry', 'out-of-time']]);
  });

  test('is sent at once if it is due', async () => {
    await translated(announced(-minute));
    expect(await on(settings.decisionQueue)).toHaveLength(1);
  });
});

test('a revocation is a decision too', async () => {
  await translated(left(), { services: services(sqs, policy({ on: revoking })) });
  expect(await bodiesOn(settings.decisionQueue)).toMatchObject([
    { type: 'zuora.user-access.decided.v1', data: { hasLeft: true, leftAt: '2026-11-21T09:30:00.000Z' } },
  ]);
  expect(await on(settings.requestQueue)).toEqual([]);
  expect(await on(settings.revocationQueue)).toEqual([]);
});

test('a change that the policy only reports is not sent', async () => {
  await translated(left());
  expect(await on(settings.decisionQueue)).toEqual([]);
  const [line] = lines.map((one) => JSON.parse(one));
  expect(line).toMatchObject({
    ...{ outcome: 'ignored', reason: 'report-only', source: 'plain', change: 'left', username: 'ada@example.com' },
    reported: ['germany', 'france', 'japan'],
  });
  expect(line).not.toHaveProperty('sent');
});

test('a person without a username leads to a line', async () => {
  await translated(plain('identity.user.left.v1', { user: { displayName: 'Ada' } }));
  expect(await on(settings.decisionQueue)).toEqual([]);
  expect(outcomes()).toEqual([['unresolvable', 'no-username']]);
});

describe('a bad part of a message is a dead letter alone', () => {
  test.each([
    ['unchanged', 'hello', 'hello'],
    ['as a JSON text if it is empty', '', '""'],
    ['as a JSON text if SQS refuses one of its characters', '\u0000', '"\\u0000"'],
    ['with a replacement if SQS refuses the character in a JSON text too', 'a\uFFFE', '"a\uFFFD"'],
  ])('%s', async (_, part, sent) => {
    // SQS accepts such a character only as an escape.
    const body = JSON.stringify([added('one'), part]).replace('\uFFFE', '\\uFFFE');
    expect(await translated(body)).toBe(true);
    const [letter, ...others] = await on(settings.deadLetterQueue);
    expect([letter?.Body, others]).toEqual([sent, []]);
    expect(letter?.MessageAttributes).toMatchObject({
      reason: { StringValue: 'not-json' },
      originalSentTimestamp: { StringValue: String(clock.now()) },
    });
    expect(await on(settings.decisionQueue)).toHaveLength(1);
  });

  test('and is retried with its message if the invocation has no time left to send it', async () => {
    const deadline = new Deadline(clock.now() + 14_999, settings, clock.now);
    expect(await translated('hello', { deadline })).toBe(false);
    expect(await on(settings.deadLetterQueue)).toEqual([]);
  });
});

describe('a message is retried as a whole', () => {
  const comesBack = (reason: string) => {
    expect(outcomes()).toEqual([['retry', reason]]);
    expect(hidden).toEqual([16]);
  };

  test('while somebody else has the login, more and more rarely, for three days', async () => {
    const joined = (id: string) => added(id, { user: { userName: 'ada@example.com', externalId: id } });
    await translated(joined('one'));
    const other = joined('two');
    const record = await received(other);
    const receivedFor = (times: number): SQSRecord => ({
      ...record,
      attributes: { ...record.attributes, ApproximateReceiveCount: String(times) },
    });
    for (const times of [1, 40, 60]) {
      expect(await translated(other, { record: receivedFor(times) })).toBe(false);
    }
    expect(outcomes().slice(1)).toEqual(Array(3).fill(['retry', 'login-conflict']));
    const [first = 0, ...later] = hidden.map(Number);
    expect(first).toBeLessThan(60);
    expect(later.map((seconds) => seconds > 900)).toEqual([true, true]);
    clock.advance(3 * 24 * 60 * minute);
    expect(await translated(other, { record: receivedFor(99) })).toBe(true);
    const [letter] = await on(settings.deadLetterQueue);
    expect(letter?.MessageAttributes?.['reason']?.StringValue).toBe('retries-exhausted');
  });

  test('if SQS does not answer, without any dead letter', async () => {
    const messages = [added('one'), { nobody: 'knows' }];
    const record = await received(messages);
    settings = { ...settings, awsTimeout: 50 };
    await withSilentAws(async (url) => {
      const silent = new SQS({ ...embeddedAws(url), useQueueUrlAsEndpoint: false });
      const own = { ...services(), queues: new OperationQueues(silent, settings) };
      expect(
        await translated(messages, {
          record,
          services: { ...own, queue: new Queue(sqs, { ...settings, awsTimeout: 10_000 }) },
        }),
      ).toBe(false);
      silent.destroy();
    });
    comesBack('AbortError');
    expect(await on(settings.deadLetterQueue)).toEqual([]);
  });

  test('if a queue accepts only some of its events', async () => {
    sqs.middlewareStack.add(
      (next, { commandName }) =>
        async (call) => {
          const result = await next(call);
          if (commandName !== 'SendMessageBatchCommand') return result;
          const Failed = [{ Id: '0', SenderFault: false, Code: 'InternalError', Message: 'try again' }];
          return { ...result, output: { ...result.output, Failed } };
        },
      { step: 'initialize' },
    );
    expect(await translated(added('one'))).toBe(false);
    comesBack('not-sent');
    expect(lines[0]).toContain(`SQS refused an event for ${settings.decisionQueue}: InternalError try again`);
  });

  test('if the invocation has no time left to send its events', async () => {
    const deadline = new Deadline(clock.now() + 14_999, settings, clock.now);
    expect(await translated(added('one'), { deadline })).toBe(false);
    comesBack('out-of-time');
    expect(await on(settings.decisionQueue)).toEqual([]);
  });

  test('as long as there is no policy', async () => {
    expect(await translated(added('one'), { services: withoutPolicy() })).toBe(false);
    comesBack('no-policy');
  });
});

test('an event without id and time leads to the same decision when it is redriven on another day', async () => {
  const first = { originalSentTimestamp: { dataType: 'String', stringValue: String(clock.now()) } } as const;
  const bare = user({ groups: [{ display: 'zuora-germany' }] });
  await translated(bare);
  clock.advance(3 * 24 * 60 * minute);
  const record = { ...(await received(bare)), messageAttributes: first };
  await translated(bare, { record });
  const [sent, ...again] = await bodiesOn(settings.decisionQueue);
  // The rules that the event made hold are known only once.
  const told = { ...sent, data: { ...sent.data, reason: 'joined' } };
  expect(again).toEqual([told]);
});

test('a message that was retried for three days is dead-lettered as a whole', async () => {
  const record = await received(added('one'));
  clock.advance(settings.messageAgeLimit);
  expect(await translated(added('one'), { record, services: withoutPolicy() })).toBe(true);
  const [letter] = await on(settings.deadLetterQueue);
  expect(letter?.Body).toBe(record.body);
  expect(letter?.MessageAttributes?.['reason']?.StringValue).toBe('retries-exhausted');
});

test('an event about more than ten thousand people is dead-lettered without any decision', async () => {
  const members = Array.from({ length: 10_001 }, (_, index) => ({ value: `u${index}` }));
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:Group'];
  expect(await translated({ schemas, id: 'g', displayName: 'zuora-germany', members })).toBe(true);
  expect(outcomes()).toEqual([['dead-letter', 'batch-too-large']]);
  expect(await on(settings.decisionQueue)).toEqual([]);
});
