import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type CreateScheduleInput, Scheduler } from '@aws-sdk/client-scheduler';
import { SQS } from '@aws-sdk/client-sqs';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { isDue, scheduledTime } from '../../../local/aws/schedule.ts';
import { embeddedAws } from '../../../operator/aws-access.ts';
import { startAwsProcess, withFolder } from '../../services/aws-process.ts';
import { useAws } from '../../services/use-aws.ts';
import { until } from '../../until.ts';

const GroupName = 'announced';
const inAnHour = 3_600_000;

const aws = useAws();
const scheduler = aws.client((settings) => new Scheduler(settings));
const sqs = aws.client((settings) => new SQS(settings));
beforeAll(async () => {
  await scheduler.createScheduleGroup({ Name: GroupName });
});

let Name: string;
beforeEach(() => {
  Name = randomUUID();
});

/** Rounded up to the second, as expressions are written. */
function expression(milliseconds: number): string {
  const seconds = Math.ceil((Date.now() + milliseconds) / 1000);
  return `at(${new Date(seconds * 1000).toISOString().slice(0, 19)})`;
}

function schedule(changes: Partial<CreateScheduleInput> = {}, target: object = {}): CreateScheduleInput {
  return {
    Name,
    GroupName,
    ScheduleExpression: expression(inAnHour),
    FlexibleTimeWindow: { Mode: 'OFF' },
    ActionAfterCompletion: 'DELETE',
    Target: {
      Arn: `arn:aws:sqs:us-east-1:000000000000:${Name}`,
      RoleArn: 'arn:aws:iam::000000000000:role/scheduler',
      Input: 'when it is time',
      ...target,
    },
    ...changes,
  };
}

const listed = async (client = scheduler) =>
  (await client.listSchedules({ GroupName })).Schedules?.filter((each) => each.Name === Name);

/**
 * Creates one that is due as soon as it can be: AWS refuses a time that is past when the call comes.
 *
 * @returns when it is due, in milliseconds since the epoch
 */
async function createSoon(client = scheduler): Promise<number> {
  for (let lead = 1000; ; lead *= 2) {
    const ScheduleExpression = expression(lead);
    try {
      await client.createSchedule(schedule({ ScheduleExpression }));
      return scheduledTime(ScheduleExpression);
    } catch (error) {
      if (!String(error).includes('is past')) throw error;
    }
  }
}

/** What comes within the twenty seconds that SQS waits at the most. */
async function receive(client: SQS, QueueUrl: string | undefined): Promise<(string | undefined)[]> {
  const { Messages = [] } = await client.receiveMessage({ QueueUrl, WaitTimeSeconds: 20 });
  return Messages.map(({ Body }) => Body);
}

test('a schedule is listed, shown as it was given, and deleted', async () => {
  const asked = schedule();
  const Arn = `arn:aws:scheduler:us-east-1:000000000000:schedule/${GroupName}/${Name}`;
  expect((await scheduler.createSchedule(asked)).ScheduleArn).toBe(Arn);
  const summary = { Arn, Name, GroupName, State: 'ENABLED', CreationDate: expect.any(Date) };
  expect(await listed()).toEqual([
    { ...summary, LastModificationDate: expect.any(Date), Target: { Arn: asked.Target?.Arn } },
  ]);
  expect((await scheduler.listSchedules({})).Schedules).toContainEqual(expect.objectContaining({ Arn, GroupName }));
  expect(await scheduler.getSchedule({ GroupName, Name })).toMatchObject({
    ...summary,
    ...asked,
    ScheduleExpressionTimezone: 'UTC',
  });
  await scheduler.deleteSchedule({ GroupName, Name });
  expect(await listed()).toEqual([]);
  await expect(scheduler.getSchedule({ GroupName, Name })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('a schedule sends its input to its queue when it is time, and is gone', async () => {
  const { QueueUrl } = await sqs.createQueue({ QueueName: Name });
  const due = await createSoon();
  expect(await receive(sqs, QueueUrl)).toEqual(['when it is time']);
  expect(Date.now()).toBeGreaterThanOrEqual(due);
  await until(async () => (await listed())?.length === 0);
});

test('a schedule whose queue is not there sends when it is', async () => {
  const due = await createSoon();
  await delay(due + 1500 - Date.now()); // It has been tried, if the machine is fast enough.
  expect(await listed()).toHaveLength(1);
  const { QueueUrl } = await sqs.createQueue({ QueueName: Name });
  expect(await receive(sqs, QueueUrl)).toEqual(['when it is time']);
});

test('schedules outlive a kill; one that fell due meanwhile sends at once', () =>
  withFolder(async (folder) => {
    const before = await startAwsProcess(folder);
    const [client, queues] = [new Scheduler(embeddedAws(before.url)), new SQS(embeddedAws(before.url))];
    await queues.createQueue({ QueueName: Name });
    await client.createScheduleGroup({ Name: GroupName });
    const due = await createSoon(client);
    await client.createSchedule(schedule({ Name: `${Name}-later` }));
    await before.end('SIGKILL');
    client.destroy();
    queues.destroy();
    await delay(due - Date.now());

    const after = await startAwsProcess(folder);
    const [again, queue] = [new Scheduler(embeddedAws(after.url)), new SQS(embeddedAws(after.url))];
    const { QueueUrl } = await queue.getQueueUrl({ QueueName: Name });
    expect(await receive(queue, QueueUrl)).toEqual(['when it is time']);
    await after.end('SIGTERM');

    const last = await startAwsProcess(folder);
    const remaining = new Scheduler(embeddedAws(last.url));
    expect((await remaining.listSchedules({ GroupName })).Schedules?.map((each) => each.Name)).toEqual([
      `${Name}-later`,
    ]);
    for (const each of [again, queue, remaining]) each.destroy();
    await last.end('SIGTERM');
  }));

test('a schedule that recurs is kept, and sends nothing at once', () =>
  withFolder(async (folder) => {
    const recurring = schedule({ ScheduleExpression: 'rate(1 minute)', ActionAfterCompletion: 'NONE' });
    const before = await startAwsProcess(folder);
    const [client, queues] = [new Scheduler(embeddedAws(before.url)), new SQS(embeddedAws(before.url))];
    const { QueueUrl } = await queues.createQueue({ QueueName: Name });
    await client.createScheduleGroup({ Name: GroupName });
    await client.createSchedule(recurring);
    expect((await queues.receiveMessage({ QueueUrl, WaitTimeSeconds: 2 })).Messages).toBeUndefined();
    await before.end('SIGKILL');

    const after = await startAwsProcess(folder);
    const again = new Scheduler(embeddedAws(after.url));
    expect(await again.getSchedule({ GroupName, Name })).toMatchObject(recurring);
    for (const each of [client, queues, again]) each.destroy();
    await after.end('SIGTERM');
  }));

test('a schedule that recurs sends at its rate, counted from its creation, and once for all that it missed', () => {
  const [created, minute] = [1_000_000_000, 60_000];
  const recurring = (ScheduleExpression: string) => ({ ScheduleExpression, CreationDate: created / 1000 });
  const sends = (expression: string, times: readonly number[]) =>
    times.slice(1).filter((time, index) => isDue(recurring(expression), created + (times[index] ?? 0), created + time));
  const seconds = (last: number) => Array.from({ length: last + 1 }, (_, second) => second * 1000);
  expect(sends('rate(1 minute)', seconds(180))).toEqual([minute, 2 * minute, 3 * minute]);
  expect(sends('rate(2 minutes)', seconds(180))).toEqual([2 * minute]);
  expect(sends('rate(1 hours)', [0, 59 * minute, 60 * minute, 61 * minute])).toEqual([60 * minute]);
  expect(sends('rate(1 day)', [0, 23 * 60 * minute, 73 * 60 * minute, 74 * 60 * minute])).toEqual([73 * 60 * minute]);
  expect(sends('rate(1 minute)', [-500, 500])).toEqual([]);
});

describe('refused is', () => {
  test.each<[string, Partial<CreateScheduleInput>, object]>([
    ['a name with other characters', { Name: 'a:b' }, {}],
    ['a name of 65 characters', { Name: 'a'.repeat(65) }, {}],
    ['a time that is past', { ScheduleExpression: 'at(2020-01-01T00:00:00)' }, {}],
    ['a time with a zone', { ScheduleExpression: 'at(2099-01-01T00:00:00Z)' }, {}],
    ['a day that no calendar has', { ScheduleExpression: 'at(2099-02-30T00:00:00)' }, {}],
    ['a rate of less than a minute', { ScheduleExpression: 'rate(5 seconds)', ActionAfterCompletion: 'NONE' }, {}],
    ['a rate of nothing', { ScheduleExpression: 'rate(0 minutes)', ActionAfterCompletion: 'NONE' }, {}],
    ['a schedule by the calendar', { ScheduleExpression: 'cron(0 * * * ? *)', ActionAfterCompletion: 'NONE' }, {}],
    ['one that recurs and is deleted', { ScheduleExpression: 'rate(1 minute)' }, {}],
    ['one that stays when it is done', { ActionAfterCompletion: 'NONE' }, {}],
    ['a flexible time', { FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 } }, {}],
    ['what it does not know', { State: 'DISABLED' }, {}],
    ['another target than a queue', {}, { Arn: 'arn:aws:lambda:us-east-1:000000000000:function:f' }],
    ['a queue of another account', {}, { Arn: 'arn:aws:sqs:us-east-1:123456789012:q' }],
    ['no role', {}, { RoleArn: undefined }],
    ['an input of more than 256 KB', {}, { Input: 'ü'.repeat(131_073) }],
    ['more retries than AWS makes', {}, { RetryPolicy: { MaximumRetryAttempts: 186 } }],
  ])('%s', async (_, changes, target) => {
    await expect(scheduler.createSchedule(schedule(changes, target))).rejects.toMatchObject({
      name: 'ValidationException',
      $metadata: { httpStatusCode: 400 },
    });
    expect(await listed()).toEqual([]);
  });

  test('a name that is taken', async () => {
    await scheduler.createSchedule(schedule());
    await expect(scheduler.createSchedule(schedule())).rejects.toMatchObject({
      name: 'ConflictException',
      message: `Schedule ${Name} already exists.`,
      $metadata: { httpStatusCode: 409 },
    });
    await expect(scheduler.createScheduleGroup({ Name: GroupName })).rejects.toMatchObject({
      name: 'ConflictException',
    });
  });

  test.each<[string, () => Promise<unknown>]>([
    ['a schedule', () => scheduler.createSchedule(schedule({ GroupName: 'none' }))],
    ['a list', () => scheduler.listSchedules({ GroupName: 'none' })],
    ['a deletion', () => scheduler.deleteSchedule({ GroupName: 'none', Name })],
  ])('%s in a group that is not there', async (_, ask) => {
    await expect(ask()).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Schedule group none does not exist.',
      $metadata: { httpStatusCode: 404 },
    });
  });

  test('the deletion of a schedule that is not there', async () => {
    await expect(scheduler.deleteSchedule({ GroupName, Name })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
