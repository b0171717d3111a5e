/** The front door for EventBridge, if the stage has one: a bus whose rules route events to the queues. */
import type { Resource, Resources, TemplatePart } from './cloudformation.ts';
import type { Configuration } from './configuration.ts';
import { ofType } from './event-type.ts';
import { arnOf, ids, logicalId } from './names.ts';
import { hasPublishers, type Operation, typesOf } from './operation.ts';
import { admit, allowedPublishers, nobody, ownRules } from './publishers.ts';
import { deadLetterQueue } from './queues.ts';
import { eventQueuesOf, readService, type Service } from './service.ts';

/** `event-bus-dlq` holds the events that its rules could not deliver. */
export const undeliverable = 'event-bus';

export async function resources(configuration: Configuration): Promise<TemplatePart> {
  const service = await readService(configuration);
  if (!service.parameters.eventBus) return {};
  const rules = ownRules(service, eventQueuesOf(service));
  return {
    Resources: {
      [ids.eventBus]: { Type: 'AWS::Events::EventBus', Properties: { Name: service.prefix } },
      ...busPolicy(service),
      ...Object.fromEntries(
        Object.values(service.operations)
          .filter(hasPublishers)
          .map((operation) => [logicalId(operation.queue, 'Rule'), rule(service, operation)]),
      ),
      ...deadLetterQueue(service, undeliverable, { ...nobody, rules }),
    },
  };
}

/** Publishers of this account need no policy. */
function busPolicy(service: Service): Resources {
  const { principals } = allowedPublishers(service);
  const [Statement] = admit({ ...nobody, principals }, ['events:PutEvents'], arnOf(ids.eventBus));
  if (!Statement) return {};
  return {
    EventBusPolicy: {
      Type: 'AWS::Events::EventBusPolicy',
      Properties: { EventBusName: { 'Fn::GetAtt': [ids.eventBus, 'Name'] }, StatementId: Statement.Sid, Statement },
    },
  };
}

/**
 * EventBridge retries a delivery for as long, and as often, as it can:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
 */
function rule({ prefix }: Service, operation: Operation): Resource {
  const { queue } = operation;
  const types = typesOf(operation);
  return {
    Type: 'AWS::Events::Rule',
    // Until then, EventBridge must not deliver.
    DependsOn: [logicalId(queue, 'QueuePolicy'), logicalId(undeliverable, 'DeadLetterQueuePolicy')],
    Properties: {
      Name: `${prefix}-${queue}`,
      Description: `${types.join(', ')} to ${queue}`,
      EventBusName: { 'Fn::GetAtt': [ids.eventBus, 'Name'] },
      EventPattern: { 'detail-type': types.flatMap(ofType) },
      Targets: [
        {
          Id: queue,
          Arn: arnOf(logicalId(queue, 'Queue')),
          RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
          DeadLetterConfig: { Arn: arnOf(logicalId(undeliverable, 'DeadLetterQueue')) },
        },
      ],
    },
  };
}
