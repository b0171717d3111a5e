/** What a function gets that puts changes off: the names in the template, and leave to schedule and nothing more. */
import { expect, test } from '@jest/globals';
import { scheduling, schedulingEnvironment } from '../../infrastructure/schedules.ts';
import { unguarded } from './stage-parameters.ts';
import { arnByName, arnOf } from './template.ts';

function service(customerManagedKey: boolean) {
  return {
    name: 'zuora-access',
    stage: 'prod',
    region: 'eu-central-1',
    prefix: 'zuora-access-prod',
    operations: {},
    parameters: { ...unguarded, customerManagedKey },
  };
}

const ofOwnStage = [
  {
    Effect: 'Allow',
    Action: ['scheduler:CreateSchedule'],
    Resource: arnByName('scheduler', 'schedule/zuora-access-prod-announced-changes/*'),
  },
  {
    Effect: 'Allow',
    Action: ['iam:PassRole'],
    Resource: arnOf('SchedulerRole'),
    Condition: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
  },
];

test('it may create schedules of its stage, and hand their role to EventBridge Scheduler alone', () => {
  expect(scheduling(service(false))).toEqual(ofOwnStage);
});

test('it may use the stage’s own key through EventBridge Scheduler, if there is one', () => {
  expect(scheduling(service(true))).toEqual([
    ...ofOwnStage,
    {
      Effect: 'Allow',
      Action: ['kms:DescribeKey', 'kms:GenerateDataKey', 'kms:Decrypt'],
      Resource: arnOf('EncryptionKey'),
      Condition: { StringEquals: { 'kms:ViaService': { 'Fn::Sub': `scheduler.\${AWS::Region}.amazonaws.com` } } },
    },
  ]);
});

test.each([
  [false, ''],
  [true, 'alias/zuora-access-prod'],
])('it is told the names (customer-managed key: %s)', (customerManagedKey, key) => {
  expect(schedulingEnvironment(service(customerManagedKey))).toEqual({
    ZUORA_ACCESS_SCHEDULE_GROUP: 'zuora-access-prod-announced-changes',
    ZUORA_ACCESS_SCHEDULER_ROLE: 'zuora-access-prod-scheduler-eu-central-1',
    ZUORA_ACCESS_SCHEDULE_DEAD_LETTER_QUEUE: 'zuora-access-prod-announced-changes-dlq',
    ZUORA_ACCESS_SCHEDULE_KEY: key,
  });
});
