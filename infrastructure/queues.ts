/** The queue of every operation, and its dead-letter queue if it takes events. */
import { onRemoval, type Resource, type Resources, type TemplatePart } from './cloudformation.ts';
import type { Configuration } from './configuration.ts';
import { inSeconds } from './durations.ts';
import { queueEncryption } from './encryption.ts';
import { arnByName, arnOf, logicalId } from './names.ts';
import { hasPublishers, isPersonLook, type Operation, takesEvents } from './operation.ts';
import { policy, refusePlainHttp } from './policy.ts';
import type { Senders } from './publisher.ts';
import { admit, nobody, sendersTo } from './publishers.ts';
import { readService, type Service } from './service.ts';

/** The maximum that SQS allows. */
export const deadLetterRetention = 14 * 86_400_000;

/** For crashes only: a function itself sends a message that fails to the dead-letter queue. */
export const maxReceiveCount = 100;

/** Of messages that only say where to look: the next sweep sends them again. */
const lookRetention = 3_600_000;

const mebibyte = 1_048_576;

export async function resources(configuration: Configuration): Promise<TemplatePart> {
  const service = await readService(configuration);
  const queues = Object.values(service.operations).map((operation) => {
    const { queue } = operation;
    const senders = hasPublishers(operation) ? sendersTo(service, [queue]) : nobody;
    return {
      [logicalId(queue, 'Queue')]: sourceQueue(service, operation),
      [logicalId(queue, 'QueuePolicy')]: queuePolicy(logicalId(queue, 'Queue'), senders),
      ...(takesEvents(operation) && deadLetterQueue(service, queue, nobody, [queue])),
    };
  });
  return { Resources: Object.assign({}, ...queues) };
}

function sourceQueue(service: Service, operation: Operation): Resource {
  const { queue } = operation;
  return {
    Type: 'AWS::SQS::Queue',
    Properties: {
      QueueName: `${service.prefix}-${queue}`,
      VisibilityTimeout: inSeconds(service.durations.visibilityTimeout),
      MessageRetentionPeriod: inSeconds(retentionOf(service, operation)),
      MaximumMessageSize: mebibyte,
      ...queueEncryption(service),
      ...(takesEvents(operation) && {
        RedrivePolicy: { deadLetterTargetArn: arnOf(logicalId(queue, 'DeadLetterQueue')), maxReceiveCount },
      }),
    },
  };
}

/**
 * How long SQS keeps a message of an operation's queue; milliseconds. Nothing else says where a walk over all people goes on.
 */
export function retentionOf({ durations }: Service, operation: Operation): number {
  return takesEvents(operation) || isPersonLook(operation) ? durations.queueRetention : lookRetention;
}

/**
 * The queue `<name>-dlq` with its policy. Its retention is longer than the source's, because a message that SQS moves keeps
 * its age.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html
 *
 * @param sources the queues from which SQS itself may move messages here
 */
export function deadLetterQueue(
  service: Service,
  name: string,
  senders: Senders,
  sources: readonly string[] = [],
): Resources {
  const { removalPolicy } = service.parameters;
  return {
    [logicalId(name, 'DeadLetterQueue')]: {
      Type: 'AWS::SQS::Queue',
      ...onRemoval(removalPolicy),
      Properties: {
        QueueName: `${service.prefix}-${name}-dlq`,
        MessageRetentionPeriod: inSeconds(deadLetterRetention),
        MaximumMessageSize: mebibyte,
        ...queueEncryption(service),
        RedriveAllowPolicy: redriveAllowPolicy(service, sources),
      },
    },
    [logicalId(name, 'DeadLetterQueuePolicy')]: queuePolicy(logicalId(name, 'DeadLetterQueue'), senders),
  };
}

/**
 * By default, every queue of the account could move its messages here. The sources are given by name, because references
 * would be circular.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
 */
function redriveAllowPolicy({ prefix }: Service, sources: readonly string[]): object {
  if (sources.length === 0) return { redrivePermission: 'denyAll' };
  return {
    redrivePermission: 'byQueue',
    sourceQueueArns: sources.map((source) => arnByName('sqs', `${prefix}-${source}`)),
  };
}

/**
 * Principals of this account need no queue policy. Anybody else is refused unless a policy names them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 */
function queuePolicy(queueId: string, senders: Senders): Resource {
  return {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [{ Ref: queueId }], // A policy may name one queue only.
      PolicyDocument: policy(
        refusePlainHttp('sqs:*', arnOf(queueId)),
        ...admit(senders, ['sqs:SendMessage'], arnOf(queueId)),
      ),
    },
  };
}
