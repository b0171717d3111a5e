/** The function that sweeps as Lambda's runtime uses it: created from an environment, called with messages. */
import { DynamoDB, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { SQS } from '@aws-sdk/client-sqs';
import { beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createSweepHandler } from '../../../lib/sweep/sweep-handler.ts';
import { type SourceTraffic, withArrival } from '../../../lib/traffic/source-traffic.ts';
import { TrafficTable } from '../../../lib/traffic/traffic-table.ts';
import { lambdaContext, sqsRecord } from '../../factories.ts';
import { awsActionsOf } from '../../services/aws-requests.ts';
import { useAws } from '../../services/use-aws.ts';
import { createDueTable, Sweeping, sweepEnvironment } from './sweeping.ts';

const aws = useAws();
const sqs = aws.client((settings) => new SQS({ ...settings, useQueueUrlAsEndpoint: false }));
const dynamodb = aws.client((settings) => new DynamoDB(settings));
let logged: Record<string, unknown>[];

beforeAll(async () => {
  await createDueTable(dynamodb, 'people');
  // The tests' own variables have the service's prefix, and the service refuses unknown ones.
  for (const name of Object.keys(process.env)) if (name.startsWith('ZUORA_ACCESS_')) delete process.env[name];
  Object.assign(process.env, sweepEnvironment, {
    ZUORA_ACCESS_AWS_TIMEOUT_SECONDS: '10',
    ZUORA_ACCESS_MARGIN_SECONDS: '50',
    AWS_ENDPOINT_URL: aws.url,
    // The log goes to the console that a test can watch.
    POWERTOOLS_DEV: 'true',
  });
});
beforeEach(() => {
  logged = [];
  for (const level of ['log', 'info', 'warn', 'error'] as const) {
    jest.spyOn(console, level).mockImplementation((line) => logged.push(JSON.parse(line)));
  }
});

const sweepMessage = (messageId: string) => sqsRecord({ messageId, body: '{"sweep":"account-sweeps"}' });
const invoke = (...messageIds: string[]) =>
  createSweepHandler('sweepAccounts')({ Records: messageIds.map(sweepMessage) }, lambdaContext('sweeping', 120_000));

/** The function sweeps these accounts, and the people of others. */
function sweepWith(accounts: Sweeping, people?: Sweeping): void {
  Object.assign(process.env, {
    ZUORA_ACCESS_ACCOUNTS: accounts.settings.accounts,
    ZUORA_ACCESS_LOOK_QUEUE: accounts.settings.lookQueue,
    ...(people && {
      ZUORA_ACCESS_PEOPLE: people.settings.accounts,
      ZUORA_ACCESS_PERSON_LOOK_QUEUE: people.settings.lookQueue,
    }),
  });
}

test('several messages at once make one sweep', async () => {
  const sweeping = await Sweeping.create({ sqs, dynamodb });
  sweepWith(sweeping);
  // The first sweep counts the people.
  await invoke('zero');
  await sweeping.put({ 'user:due': 1000 });
  const actions = await awsActionsOf(aws.url, async () => {
    expect(await invoke('one', 'two')).toEqual({ batchItemFailures: [] });
  });
  // A function that has just begun looks at the sources too.
  const read = ['GetItem', 'GetItem', 'Query', 'Query', 'Query'];
  expect(actions.toSorted()).toEqual([...read, 'GetQueueUrl', 'GetQueueAttributes', 'SendMessageBatch'].toSorted());
  expect(await sweeping.taken()).toEqual(['{"account":"user:due"}']);
  expect(logged).toContainEqual(expect.objectContaining({ level: 'INFO', message: 'sweep', due: 1, sent: 1 }));
});

test('a sweep with nothing due logs nothing', async () => {
  sweepWith(await Sweeping.create({ sqs, dynamodb }));
  expect(await invoke('one')).toEqual({ batchItemFailures: [] });
  expect(logged).toEqual([]);
});

test.each(['table', 'queue'])(
  'a sweep without its %s fails, says why, and is left to the next one',
  async (missing) => {
    const name = `without-${missing}`;
    Object.assign(process.env, { ZUORA_ACCESS_ACCOUNTS: name, ZUORA_ACCESS_LOOK_QUEUE: name });
    if (missing === 'queue') {
      await createDueTable(dynamodb, name);
      const sweeping = await Sweeping.create({ sqs, dynamodb });
      Object.assign(process.env, { ZUORA_ACCESS_ACCOUNTS: sweeping.settings.accounts });
      await sweeping.put({ 'user:due': 0 });
    }
    expect(await invoke('one')).toEqual({ batchItemFailures: [] });
    expect(logged).toContainEqual(
      expect.objectContaining({
        level: 'ERROR',
        message: 'sweep failed',
        problem: expect.stringMatching(missing === 'table' ? 'ResourceNotFound' : 'QueueDoesNotExist'),
      }),
    );
  },
);

describe('people who are due', () => {
  test('are looked at too', async () => {
    const [accounts, people] = [await Sweeping.create({ sqs, dynamodb }), await Sweeping.create({ sqs, dynamodb })];
    sweepWith(accounts, people);
    await accounts.put({ 'user:due': 1000 });
    await people.put({ 'person:due': 1000, 'person:later': undefined }, 'person');
    await invoke('one');
    expect(await accounts.taken()).toEqual(['{"account":"user:due"}']);
    expect(await people.taken()).toEqual(['{"person":"person:due"}']);
    expect(logged).toContainEqual(expect.objectContaining({ message: 'sweep', of: 'people', due: 1, sent: 1 }));
  });

  test('are looked at though the accounts cannot be swept', async () => {
    const people = await Sweeping.create({ sqs, dynamodb });
    sweepWith(people, people);
    process.env['ZUORA_ACCESS_ACCOUNTS'] = 'without-table';
    await people.put({ 'person:due': 1000 }, 'person');
    expect(await invoke('one')).toEqual({ batchItemFailures: [] });
    expect(await people.taken()).toEqual(['{"person":"person:due"}']);
    expect(logged).toContainEqual(expect.objectContaining({ level: 'ERROR', message: 'sweep failed' }));
  });
});

test('the people are counted, though nothing can be swept', async () => {
  const people = await Sweeping.create({ sqs, dynamodb });
  sweepWith(people, people);
  process.env['ZUORA_ACCESS_ACCOUNTS'] = 'without-table';
  await invoke('one');
  const TableName = people.settings.accounts;
  const Key = { identity: { S: 'safeguard:headcount' } };
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
  expect(Item).toMatchObject({ active: { N: '0' } });
});

describe('sources of identity events', () => {
  const day = 24 * 3_600_000;

  /** A stage whose source has sent daily until so many days ago. */
  async function sentUntil(daysAgo: number): Promise<void> {
    const people = await Sweeping.create({ sqs, dynamodb });
    sweepWith(people, people);
    const settings = { people: people.settings.accounts, awsTimeout: 10_000 };
    const days = Array.from({ length: 20 }, (_, index) => Date.now() - (daysAgo + 19 - index) * day);
    const traffic = days.reduce<readonly SourceTraffic[]>((known, at) => withArrival(known, ['okta'], at), []);
    await new TrafficTable(dynamodb, settings, Date.now).write(traffic, undefined);
  }

  test('are told of as they are silent, though nothing can be swept', async () => {
    await sentUntil(3);
    process.env['ZUORA_ACCESS_ACCOUNTS'] = 'without-table';
    await invoke('one');
    expect(logged).toContainEqual(
      expect.objectContaining({
        ...{ level: 'WARN', message: 'source silent', reason: 'source-silent', source: 'okta' },
        ...{ since: expect.stringMatching(/^20\S+Z$/), longestGapMs: expect.any(Number) },
      }),
    );
  });

  test('are not told of while they send', async () => {
    await sentUntil(1);
    await invoke('one');
    expect(logged).toEqual([]);
  });

  test('are read once an hour', async () => {
    await sentUntil(1);
    const hour = 3_600_000;
    const fullHour = Math.floor(Date.now() / hour) * hour;
    const clock = jest.spyOn(Date, 'now').mockReturnValue(fullHour);
    const handler = createSweepHandler('sweepAccounts');
    const readsAt = async (now: number) => {
      clock.mockReturnValue(now);
      const actions = await awsActionsOf(aws.url, async () => {
        await handler({ Records: [sweepMessage('one')] }, lambdaContext('sweeping', 120_000));
      });
      return actions.filter((action) => action === 'GetItem').length;
    };
    // One read is that of the number of people.
    expect([await readsAt(fullHour), await readsAt(fullHour + hour - 1), await readsAt(fullHour + hour)]).toEqual([
      2, 1, 2,
    ]);
    clock.mockRestore();
  });
});

test('an environment that does not fit makes no function', () => {
  Object.assign(process.env, { ZUORA_ACCESS_DEAD_LETTER_QUEUE: 'none' });
  expect(() => createSweepHandler('sweepAccounts')).toThrow(expect.objectContaining({ reason: 'bad-settings' }));
  delete process.env['ZUORA_ACCESS_DEAD_LETTER_QUEUE'];
});
