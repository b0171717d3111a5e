/**
 * The front door for EventBridge, where one is wanted: a bus whose rules route events to the queues.
 */
import { ofType } from './event-type.js';
import { arnOf, ids, logicalId } from './names.js';
import { admit, allowedPublishers, ownRules } from './publishers.js';
import { deadLetterQueue } from './queues.js';
import { queuesOf, readService, typesOf } from './service.js';

/** @typedef {import('./service.js').Operation} Operation */
/** @typedef {import('./service.js').Service} Service */

/** The dead letters of its rules are on `event-bus-dlq`. */
export const undeliverable = 'event-bus';

/** @param {import('./service.js').Configuration} configuration */
export async function resources(configuration) {
  const service = await readService(configuration);
  if (!service.parameters.eventBus) return {};
  const rules = ownRules(service, queuesOf(service));
  return {
    Resources: {
      [ids.eventBus]: { Type: 'AWS::Events::EventBus', Properties: { Name: service.prefix } },
      ...busPolicy(service),
      ...Object.fromEntries(
        Object.values(service.operations).map((operation) => [
          logicalId(operation.queue, 'Rule'),
          rule(service, operation),
        ]),
      ),
      ...deadLetterQueue(service, undeliverable, { principals: [], rules, topics: [] }),
    },
  };
}

/**
 * Those of this account need none.
 *
 * @param {Service} service
 */
function busPolicy(service) {
  const { principals } = allowedPublishers(service);
  const [Statement] = admit({ principals, rules: [], topics: [] }, ['events:PutEvents'], arnOf(ids.eventBus));
  if (!Statement) return {};
  return {
    EventBusPolicy: {
      Type: 'AWS::Events::EventBusPolicy',
      Properties: { EventBusName: { 'Fn::GetAtt': [ids.eventBus, 'Name'] }, StatementId: Statement.Sid, Statement },
    },
  };
}

/**
 * A delivery is repeated for as long, and as often, as EventBridge can:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
 *
 * @param {Service} service
 * @param {Operation} operation
 */
function rule({ prefix }, operation) {
  const { queue } = operation;
  const types = typesOf(operation);
  return {
    Type: 'AWS::Events::Rule',
    // Before that it may not deliver.
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
