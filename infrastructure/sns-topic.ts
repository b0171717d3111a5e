/** The front door for SNS, where one is wanted: the subscriptions of the queues to a topic of the company's. */
import { parseArn } from '../lib/arn.ts';
import type { Resource, TemplatePart } from './cloudformation.ts';
import type { Configuration } from './configuration.ts';
import { ofType } from './event-type.ts';
import { arnOf, logicalId } from './names.ts';
import { type Operation, typesOf } from './operation.ts';
import { nobody, ownTopics } from './publishers.ts';
import { deadLetterQueue } from './queues.ts';
import { readService } from './service.ts';

/** The dead letters of its subscriptions are on `sns-topic-dlq`. */
export const undeliverable = 'sns-topic';

export async function resources(configuration: Configuration): Promise<TemplatePart> {
  const service = await readService(configuration);
  const { snsTopic } = service.parameters;
  if (snsTopic === '') return {};
  return {
    Resources: {
      ...Object.fromEntries(
        Object.values(service.operations).map((operation) => [
          logicalId(operation.queue, 'Subscription'),
          subscription(snsTopic, operation),
        ]),
      ),
      ...deadLetterQueue(service, undeliverable, { ...nobody, topics: ownTopics(service) }),
    },
  };
}

function subscription(topic: string, operation: Operation): Resource {
  const { queue } = operation;
  return {
    Type: 'AWS::SNS::Subscription',
    // Before that it may not deliver, and SNS does not repeat what is refused.
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
