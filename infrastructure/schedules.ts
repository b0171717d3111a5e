/**
 * The schedules of effective-dated changes: their group, and the role and dead-letter queue of EventBridge Scheduler.
 */
import type { Resource, TemplatePart } from './cloudformation.ts';
import type { Configuration } from './configuration.ts';
import { useOfKey } from './encryption.ts';
import { type Environment, variablesOf } from './environment.ts';
import { arnByName, arnOf, ids, logicalId, regional } from './names.ts';
import { isTranslation } from './operation.ts';
import { allow, policy, type Statement } from './policy.ts';
import { nobody } from './publishers.ts';
import { deadLetterQueue } from './queues.ts';
import { readService, type Service } from './service.ts';

/** The name of the group. `announced-changes-dlq` holds the events that Scheduler could not send. */
export const effectiveDatedChanges = 'announced-changes';

type Stage = Pick<Service, 'prefix' | 'region' | 'parameters'>;

/** EventBridge Scheduler as a principal. */
export const scheduler = 'scheduler.amazonaws.com';

export async function resources(configuration: Configuration): Promise<TemplatePart> {
  const service = await readService(configuration);
  return {
    Resources: {
      ScheduleGroup: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: groupOf(service) } },
      [ids.schedulerRole]: role(service),
      ...deadLetterQueue(service, effectiveDatedChanges, nobody),
    },
  };
}

/** The variables of a function that schedules. */
export function schedulingEnvironment(service: Stage): Environment {
  return variablesOf({
    scheduleGroup: groupOf(service),
    schedulerRole: roleName(service),
    scheduleDeadLetterQueue: `${groupOf(service)}-dlq`,
    scheduleKey: service.parameters.customerManagedKey ? `alias/${service.prefix}` : '',
  });
}

/**
 * What the role of a function that schedules must allow. The `*` stands for the names of schedules.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/security_iam_id-based-policy-examples.html
 */
export function scheduling(service: Stage): readonly Statement[] {
  return [
    allow(['scheduler:CreateSchedule'], arnByName('scheduler', `schedule/${groupOf(service)}/*`)),
    allow(['iam:PassRole'], arnOf(ids.schedulerRole), {
      Condition: { StringEquals: { 'iam:PassedToService': scheduler } },
    }),
    ...(service.parameters.customerManagedKey
      ? [
          allow(['kms:DescribeKey', 'kms:GenerateDataKey', 'kms:Decrypt'], arnOf(ids.key), {
            Condition: { StringEquals: { 'kms:ViaService': regional('scheduler') } },
          }),
        ]
      : []),
  ];
}

function groupOf({ prefix }: Stage): string {
  return `${prefix}-${effectiveDatedChanges}`;
}

/** A fixed name, because a function's environment cannot hold a reference. It includes the region, because roles have none. */
function roleName({ prefix, region }: Stage): string {
  return `${prefix}-scheduler-${region}`;
}

/**
 * May be assumed for the schedules of this group only:
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
 *
 * As a principal of this account, it needs no queue policy. It needs the key for the queues and to read the schedules.
 */
function role(service: Service): Resource {
  const targets = Object.values(service.operations).filter(isTranslation);
  const queues = [
    ...targets.map(({ queue }) => logicalId(queue, 'Queue')),
    logicalId(effectiveDatedChanges, 'DeadLetterQueue'),
  ];
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: roleName(service),
      AssumeRolePolicyDocument: policy({
        Effect: 'Allow',
        Principal: { Service: scheduler },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          ArnEquals: { 'aws:SourceArn': arnByName('scheduler', `schedule-group/${groupOf(service)}`) },
        },
      }),
      Policies: [
        {
          PolicyName: effectiveDatedChanges,
          PolicyDocument: policy(
            ...queues.map((queue) => allow(['sqs:SendMessage'], arnOf(queue))),
            ...useOfKey(service),
          ),
        },
      ],
    },
  };
}
