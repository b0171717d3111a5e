/** The front door for SNS, if the stage has one: subscriptions of the queues to the company's topic. */
import { parseArn } from '../lib/arn.ts';
import type { Resource, TemplatePart } from './cloudformation.ts';
import type { Configuration } from './configuration.ts';
import { ofType } from './event-type.ts';
import { arnOf, logicalId } from './names.ts';
import { hasPublishers, type Operation, typesOf } from './operation.ts';
import { nobody, ownTopics } from './publishers.ts';
import { deadLetterQueue } from './queues.ts';
import { readService } from './service.ts';

/** `sns-topic-dlq` holds the events that its subscriptions could not deliver. */
export const undeliverable = 'sns-topic';

export async function resources(configuration: Configuration): Promise<TemplatePart> {
  const service = await readService(configuration);
  const { snsTopic } = service.parameters;
  if (snsTopic === '') return {};
  return {
    Resources: {
      ...Object.fromEntries(
        Object.values(service.operations)
          .filter(hasPublishers)
          .map((operation) => [logicalId(operation.queue, 'Subscription'), subscription(snsTopic, operation)]),
      ),
      ...deadLetterQueue(service, undeliverable, { ...nobody, topics: ownTopics(service) }),
    },
  };
}

function subscription(topic: string, operation: Operation): Resource {
  const { queue } = operation;
  return {
    Type: 'AWS::SNS::Subscription',
    // Until then, SNS must not deliver, because it does not retry a refused delivery.
    DependsOn: [logicalId(queue, 'QueuePolicy'), logicalId(undeliverable, 'DeadLetterQueuePolicy')],
    Properties: {
      TopicArn: topic,
      Region: parseArn(topic).region,
      Protocol: 'sqs',
      Endpoint: arnOf(logicalId(queue, 'Queue')),
      RawMessageDelivery: true,
      FilterPolicyScope: 'MessageBody',
      FilterPolicy: { type: typesOf(operation).flatMap(ofType) },
      RedrivePolicy: { deadLetterTargetArn: arnOf(logicalId(undeliverable, 'DeadLetterQueue')) },
    },
  };
}
