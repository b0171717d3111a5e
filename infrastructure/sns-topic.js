/**
 * The front door for SNS, where one is wanted: the subscriptions of the queues to a topic of the company's.
 */
import { ofType } from './event-type.js';
import { arnOf, logicalId } from './names.js';
import { ownTopics } from './publishers.js';
import { deadLetterQueue } from './queues.js';
import { readService, typesOf } from './service.js';

/** The dead letters of its subscriptions are on `sns-topic-dlq`. */
export const undeliverable = 'sns-topic';

/** @param {import('./service.js').Configuration} configuration */
export async function resources(configuration) {
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
      ...deadLetterQueue(service, undeliverable, { principals: [], rules: [], topics: ownTopics(service) }),
    },
  };
}

/**
 * @param {string} topic
 * @param {import('./service.js').Operation} operation
 */
function subscription(topic, operation) {
  const { queue } = operation;
  return {
    Type: 'AWS::SNS::Subscription',
    // Before that it may not deliver, and SNS does not repeat what is refused.
    DependsOn: [logicalId(queue, 'QueuePolicy'), logicalId(undeliverable, 'DeadLetterQueuePolicy')],
    Properties: {
      TopicArn: topic,
      Region: topic.split(':')[3],
      Protocol: 'sqs',
      Endpoint: arnOf(logicalId(queue, 'Queue')),
      RawMessageDelivery: true,
      FilterPolicyScope: 'MessageBody',
      FilterPolicy: { type: typesOf(operation).flatMap(ofType) },
      RedrivePolicy: { deadLetterTargetArn: arnOf(logicalId(undeliverable, 'DeadLetterQueue')) },
    },
  };
}
