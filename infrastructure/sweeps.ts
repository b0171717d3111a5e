/** What starts the sweeps: a schedule that sends a message to the queue of a sweep, with a group and a role of its own. */
import type { Resource, Resources, TemplatePart } from './cloudformation.ts';
import type { Configuration } from './configuration.ts';
import { useOfKey } from './encryption.ts';
import { arnByName, arnOf, ids, logicalId } from './names.ts';
import { isSweep, type Sweep } from './operation.ts';
import { allow, policy } from './policy.ts';
import { scheduler } from './schedules.ts';
import { readService, type Service } from './service.ts';

/** A sweep that is late is over: the next one finds the same. In seconds, and the minimum that Scheduler allows. */
const maxAge = 60;

export async function resources(configuration: Configuration): Promise<TemplatePart> {
  const service = await readService(configuration);
  const sweeps = Object.values(service.operations).filter(isSweep);
  return { Resources: Object.assign({}, ...sweeps.map((sweep) => scheduled(service, sweep))) };
}

function scheduled(service: Service, sweep: Sweep): Resources {
  const { queue } = sweep;
  return {
    [logicalId(queue, 'ScheduleGroup')]: {
      Type: 'AWS::Scheduler::ScheduleGroup',
      Properties: { Name: nameOf(service, sweep) },
    },
    [logicalId(queue, 'ScheduleRole')]: role(service, sweep),
    [logicalId(queue, 'Schedule')]: schedule(service, sweep),
  };
}

/** Of the group, and of the schedule in it. */
function nameOf({ prefix }: Service, { queue }: Sweep): string {
  return `${prefix}-${queue}`;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-scheduler-schedule.html */
function schedule(service: Service, sweep: Sweep): Resource {
  const name = nameOf(service, sweep);
  const { queue } = sweep;
  return {
    Type: 'AWS::Scheduler::Schedule',
    DependsOn: [logicalId(queue, 'ScheduleGroup')],
    Properties: {
      Name: name,
      GroupName: name,
      ScheduleExpression: sweep.schedule,
      FlexibleTimeWindow: { Mode: 'OFF' },
      ...(service.parameters.customerManagedKey && { KmsKeyArn: arnOf(ids.key) }),
      Target: {
        Arn: arnOf(logicalId(queue, 'Queue')),
        RoleArn: arnOf(logicalId(queue, 'ScheduleRole')),
        Input: JSON.stringify({ sweep: queue }),
        RetryPolicy: { MaximumEventAgeInSeconds: maxAge },
      },
    },
  };
}

/**
 * May be assumed for the schedules of this group only, and sends to one queue:
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
 */
function role(service: Service, sweep: Sweep): Resource {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: policy({
        Effect: 'Allow',
        Principal: { Service: scheduler },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          ArnEquals: { 'aws:SourceArn': arnByName('scheduler', `schedule-group/${nameOf(service, sweep)}`) },
        },
      }),
      Policies: [
        {
          PolicyName: sweep.queue,
          PolicyDocument: policy(
            allow(['sqs:SendMessage'], arnOf(logicalId(sweep.queue, 'Queue'))),
            ...useOfKey(service),
          ),
        },
      ],
    },
  };
}
