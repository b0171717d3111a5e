/** The translation function as Lambda's runtime uses it: created from an environment and a policy, called with events. */
import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { SQS } from '@aws-sdk/client-sqs';
import { beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { policy, written } from '../../../fuzz/fixtures/policies.ts';
import { plain } from '../../../fuzz/fixtures/vendors.ts';
import { packagePolicy } from '../../../lib/policy/packaged-policy.ts';
import { createTranslationHandler } from '../../../lib/translation/translation-handler.ts';
import { lambdaContext, sqsRecord, translationEnvironment } from '../../factories.ts';
import { createLedgerTable, useLedgerTable } from '../../services/ledger-table.ts';
import { useAws } from '../../services/use-aws.ts';

const decisionQueue = translationEnvironment['ZUORA_ACCESS_DECISION_QUEUE'] ?? '';

const aws = useAws();
const sqs = aws.client((settings) => new SQS({ ...settings, useQueueUrlAsEndpoint: false }));
const dynamodb = aws.client((settings) => new DynamoDB(settings));
useLedgerTable(dynamodb, translationEnvironment['ZUORA_ACCESS_LEDGER']);
useLedgerTable(dynamodb, translationEnvironment['ZUORA_ACCESS_PEOPLE']);
let logged: Record<string, unknown>[];

beforeAll(async () => {
  await sqs.createQueue({ QueueName: decisionQueue });
  // The tests' own variables have the service's prefix, and the service refuses unknown ones.
  for (const name of Object.keys(process.env)) if (name.startsWith('ZUORA_ACCESS_')) delete process.env[name];
  Object.assign(process.env, translationEnvironment, {
    ZUORA_ACCESS_STAGE: 'local',
    ZUORA_ACCESS_AWS_TIMEOUT_SECONDS: '10',
    ZUORA_ACCESS_MARGIN_SECONDS: '50',
    AWS_ENDPOINT_URL: aws.url,
    // The log goes to the console that a test can watch.
    POWERTOOLS_DEV: 'true',
  });
});
beforeEach(() => {
  process.env['ZUORA_ACCESS_PEOPLE'] = translationEnvironment['ZUORA_ACCESS_PEOPLE'];
  logged = [];
  for (const level of ['log', 'info', 'warn', 'error'] as const) {
    jest.spyOn(console, level).mockImplementation((line) => logged.push(JSON.parse(line)));
  }
});

/** @returns the IDs of the messages that remain on the queue */
async function invoke(packaged: unknown, milliseconds: number): Promise<string[]> {
  const event = plain('identity.group.member-added.v1', { user: { userName: 'ada' }, group: 'zuora-germany' });
  const sent = String(Date.now());
  const record = sqsRecord({
    messageId: 'one',
    body: JSON.stringify(event),
    attributes: { ...sqsRecord().attributes, SentTimestamp: sent, ApproximateFirstReceiveTimestamp: sent },
  });
  const handler = createTranslationHandler('translateIdentityEvent', packaged);
  const { batchItemFailures } = await handler({ Records: [record] }, lambdaContext('translating', milliseconds));
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

async function decided() {
  const { QueueUrl } = await sqs.getQueueUrl({ QueueName: decisionQueue });
  const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
  return Messages;
}

test('an identity event leads to a decision and a line', async () => {
  expect(await invoke(packagePolicy(policy()), 120_000)).toEqual([]);
  expect(await decided()).toHaveLength(1);
  expect(logged).toContainEqual(
    expect.objectContaining({ outcome: 'translated', operation: 'translateIdentityEvent', messageId: 'one' }),
  );
});

test('the policy in force decides, though none is packaged any more', async () => {
  expect(await invoke(packagePolicy(policy()), 120_000)).toEqual([]);
  expect(await invoke(null, 120_000)).toEqual([]);
  expect(await decided()).toHaveLength(2);
});

test.each<[what: string, packaged: unknown, milliseconds: number, reason: string]>([
  ['without a policy', null, 120_000, 'no-policy'],
  ['without enough time left in the invocation', packagePolicy(policy()), 1000, 'not-started'],
])('a message %s stays on the queue', async (_, packaged, milliseconds, reason) => {
  process.env['ZUORA_ACCESS_PEOPLE'] = `people-${randomUUID()}`;
  await createLedgerTable(dynamodb, process.env['ZUORA_ACCESS_PEOPLE']);
  expect(await invoke(packaged, milliseconds)).toEqual(['one']);
  expect(await decided()).toEqual([]);
  expect(logged).toContainEqual(expect.objectContaining({ outcome: 'retry', reason }));
});

test.each([{}, written()])('a policy that packaging has not checked makes no function', (unchecked) => {
  expect(() => createTranslationHandler('translateIdentityEvent', unchecked)).toThrow(
    expect.objectContaining({ reason: 'bad-policy' }),
  );
});
