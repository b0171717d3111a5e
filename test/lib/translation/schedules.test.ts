import { createHash, randomUUID } from 'node:crypto';
import { Scheduler } from '@aws-sdk/client-scheduler';
import { beforeAll, expect, test } from '@jest/globals';
import { effectiveIdentity } from '../../../lib/ledger/effective-change.ts';
import { type ScheduleSettings, Schedules } from '../../../lib/translation/schedules.ts';
import { wakeUpBody } from '../../../lib/translation/wake-up.ts';
import { embeddedAws } from '../../../operator/aws-access.ts';
import { withSilentAws } from '../../services/silent-aws.ts';
import { useAws } from '../../services/use-aws.ts';

const GroupName = 'zuora-access-dev-announced-changes';
const queueArn = 'arn:aws:sqs:us-east-1:000000000000:zuora-access-dev-user-access-requests';
const at = '2098-12-31T23:00:00.000Z';

const aws = useAws();
const scheduler = aws.client((settings) => new Scheduler(settings));
beforeAll(async () => {
  await scheduler.createScheduleGroup({ Name: GroupName });
});

function schedules(changes: Partial<ScheduleSettings> = {}, client = scheduler): Schedules {
  return new Schedules(client, {
    scheduleGroup: GroupName,
    schedulerRole: 'zuora-access-dev-scheduler-us-east-1',
    scheduleDeadLetterQueue: `${GroupName}-dlq`,
    scheduleKey: '',
    awsTimeout: 10_000,
    ...changes,
  });
}

interface Message {
  readonly id: string;
  readonly body: string;
}

function message(content: object = {}): Message {
  return {
    id: createHash('sha256').update(randomUUID()).digest('hex'),
    body: JSON.stringify({ type: 'due', ...content }),
  };
}

test('a message is scheduled under a name, with retries for a day, and then deleted', async () => {
  const announced = message();
  await schedules().schedule(announced.id, announced.body, queueArn, at);
  const { KmsKeyArn, ...schedule } = await scheduler.getSchedule({ GroupName, Name: announced.id });
  expect(KmsKeyArn).toBeUndefined();
  expect(schedule).toMatchObject({
    ScheduleExpression: 'at(2098-12-31T23:00:00)',
    ScheduleExpressionTimezone: 'UTC',
    FlexibleTimeWindow: { Mode: 'OFF' },
    ActionAfterCompletion: 'DELETE',
    Target: {
      Arn: queueArn,
      RoleArn: 'arn:aws:iam::000000000000:role/zuora-access-dev-scheduler-us-east-1',
      Input: announced.body,
      RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      DeadLetterConfig: { Arn: `arn:aws:sqs:us-east-1:000000000000:${GroupName}-dlq` },
    },
  });
});

test('no text of a source is in the message, where Scheduler would replace its keywords', () => {
  const keyword = '<aws.scheduler.scheduled-time>';
  const said = { source: keyword, publisher: keyword, username: keyword, change: keyword, groups: [keyword] };
  expect(wakeUpBody(effectiveIdentity(said))).not.toContain('<');
});

test('an existing schedule stays unchanged', async () => {
  const announced = message();
  await schedules().schedule(announced.id, announced.body, queueArn, at);
  await schedules().schedule(announced.id, announced.body, queueArn, '2099-01-01T00:00:00Z');
  expect(await scheduler.getSchedule({ GroupName, Name: announced.id })).toMatchObject({
    ScheduleExpression: 'at(2098-12-31T23:00:00)',
  });
});

test.each([
  ['2098-12-31T23:00:00.001Z', 'at(2098-12-31T23:00:01)'],
  ['9999-12-31T23:59:59.999Z', 'at(9999-12-31T23:59:59)'],
  ['2099-01-01T00:00:00+01:00', 'at(2098-12-31T23:00:00)'],
])('a change that takes effect at %s is scheduled in whole seconds of UTC, not earlier', async (moment, expression) => {
  const announced = message();
  await schedules().schedule(announced.id, announced.body, queueArn, moment);
  expect(await scheduler.getSchedule({ GroupName, Name: announced.id })).toMatchObject({
    ScheduleExpression: expression,
  });
});

test('the schedule is encrypted with the key of the stage, if there is one', async () => {
  const announced = message();
  await schedules({ scheduleKey: 'alias/zuora-access-dev' }).schedule(announced.id, '{}', queueArn, at);
  expect(await scheduler.getSchedule({ GroupName, Name: announced.id })).toMatchObject({
    KmsKeyArn: 'arn:aws:kms:us-east-1:000000000000:alias/zuora-access-dev',
  });
});

test('any other refusal is an error', async () => {
  await expect(schedules({ scheduleGroup: 'none' }).schedule('one', '{}', queueArn, at)).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('a Scheduler that does not answer is aborted after the timeout of an AWS call', () =>
  withSilentAws(async (url) => {
    const client = new Scheduler(embeddedAws(url));
    const silent = schedules({ awsTimeout: 20 }, client);
    await expect(silent.schedule('one', '{}', queueArn, at)).rejects.toMatchObject({ name: 'AbortError' });
    client.destroy();
  }));
