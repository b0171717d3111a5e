/**
 * What somebody has to be told of, with what to do about it.
 */
import { above, alarm, calculated, nothingFor, query } from './alarm.js';
import { undeliverable as undeliveredByBus } from './event-bus.js';
import { dynamodb, lambda, own, sqs } from './metrics.js';
import { logicalId } from './names.js';
import { readService } from './service.js';
import { undeliverable as undeliveredByTopic } from './sns-topic.js';

/** @typedef {import('./service.js').Service} Service */

/** @param {import('./service.js').Configuration} configuration */
export async function resources(configuration) {
  const service = await readService(configuration);
  const { expectedTrafficHours, eventBus, snsTopic } = service.parameters;
  const ofOperations = Object.entries(service.operations).flatMap(([name, { queue }]) => [
    deadLetters(service, queue),
    oldestMessage(service, queue),
    paused(service, queue),
    credentialsRejected(service, name, queue),
    errors(service, name, queue),
    throttles(service, name, queue),
    ...(expectedTrafficHours > 0 ? [noTraffic(service, queue)] : []),
  ]);
  return {
    Resources: Object.fromEntries([
      ...ofOperations,
      ...(eventBus ? [undelivered(service, undeliveredByBus)] : []),
      ...(snsTopic ? [undelivered(service, undeliveredByTopic)] : []),
      ledgerThrottled(service),
    ]),
  };
}

/**
 * SQS tells no depth of a queue that has been idle for six hours: such a queue is empty.
 *
 * @param {Service} service
 * @param {string} queue
 */
function deadLetters(service, queue) {
  return alarm(service, logicalId(queue, 'DeadLettersAlarm'), {
    name: `${queue}-dead-letters`,
    means: `${service.prefix}-${queue}-dlq is not empty: events could not be carried out, or their function crashed.`,
    impact: 'Somebody waits for access that nobody works on. SQS deletes a dead letter after 14 days.',
    first:
      `Run "zuora-access dlq list --stage ${service.stage}", mend the reason it shows, then run ` +
      `"zuora-access dlq redrive --stage ${service.stage} --queue ${queue}". The SQS console can redrive too, but only ` +
      `with ${service.prefix}-${queue} given as custom destination: of what a function sent it does not know the source.`,
    condition: above(0, sqs(service, `${queue}-dlq`, 'ApproximateNumberOfMessagesVisible'), 'Maximum'),
  });
}

/**
 * @param {Service} service
 * @param {string} queue
 */
function oldestMessage(service, queue) {
  return alarm(service, logicalId(queue, 'OldestMessageAlarm'), {
    name: `${queue}-oldest-message`,
    means: `A message on ${service.prefix}-${queue} is older than 15 minutes: it waits, or has failed and is tried again.`,
    impact: 'Access comes late. After 12 hours of failures a message becomes a dead letter.',
    first: `Run "zuora-access tail --stage ${service.stage} --queue ${queue} --since 15m" and look at the reasons of its retries; "zuora-access doctor --stage ${service.stage}" if there are none.`,
    condition: above(900, sqs(service, queue, 'ApproximateAgeOfOldestMessage'), 'Maximum'),
  });
}

/**
 * @param {Service} service
 * @param {string} queue
 */
function paused(service, queue) {
  const visible = query('visible', sqs(service, queue, 'ApproximateNumberOfMessagesVisible'), 'Minimum');
  const received = query('received', sqs(service, queue, 'NumberOfMessagesReceived'), 'Sum');
  return alarm(service, logicalId(queue, 'PausedAlarm'), {
    name: `${queue}-paused`,
    means: `Messages wait on ${service.prefix}-${queue}, and none was received for 15 minutes: its event source mapping is disabled or broken.`,
    impact: 'Nothing of this queue is carried out. SQS deletes a message 4 days after it was sent.',
    first: `Run "zuora-access doctor --stage ${service.stage}"; if somebody paused the queue and has finished, "zuora-access resume ${queue} --stage ${service.stage}".`,
    condition: calculated(0, 'IF(FILL(visible, 0) > 0 AND FILL(received, 0) == 0, 1, 0)', [visible, received], 3),
  });
}

/**
 * @param {Service} service
 * @param {string} operation
 * @param {string} queue
 */
function credentialsRejected(service, operation, queue) {
  return alarm(service, logicalId(queue, 'CredentialsRejectedAlarm'), {
    name: `${queue}-credentials-rejected`,
    means: 'Zuora rejects the OAuth client, or the secret cannot be read.',
    impact: 'No message is lost, and none is carried out until it is mended; after 3 days they become dead letters.',
    first: `Run "zuora-access doctor --stage ${service.stage}", then "zuora-access credentials set --stage ${service.stage}". Messages go on by themselves within 5 minutes.`,
    condition: above(0, own(service, operation, 'CredentialsRejected'), 'Sum'),
  });
}

/**
 * @param {Service} service
 * @param {string} operation
 * @param {string} queue
 */
function errors(service, operation, queue) {
  return alarm(service, logicalId(queue, 'ErrorsAlarm'), {
    name: `${queue}-errors`,
    means: `More than 5 % of the invocations of ${service.prefix}-${operation} crash or time out. A message that fails is no such error.`,
    impact:
      'Their messages come back after 12 minutes; after 100 crashes SQS moves a message to the dead-letter queue.',
    first: `Read the function's log of the last hour, /aws/lambda/${service.prefix}-${operation}; if a deployment came before it, roll that back.`,
    condition: calculated(
      5,
      'IF(invocations > 0, 100 * failures / invocations, 0)',
      [
        query('failures', lambda(service, operation, 'Errors'), 'Sum'),
        query('invocations', lambda(service, operation, 'Invocations'), 'Sum'),
      ],
      3,
    ),
  });
}

/**
 * @param {Service} service
 * @param {string} operation
 * @param {string} queue
 */
function throttles(service, operation, queue) {
  return alarm(service, logicalId(queue, 'ThrottlesAlarm'), {
    name: `${queue}-throttles`,
    means: `Lambda has refused to run ${service.prefix}-${operation} for 15 minutes: the account has no concurrency left.`,
    impact: 'Access comes late.',
    first:
      'See in the Lambda console which functions use the concurrency of the account, and ask AWS for more if they must.',
    condition: above(0, lambda(service, operation, 'Throttles'), 'Sum', 3),
  });
}

/**
 * @param {Service} service
 * @param {string} queue
 */
function noTraffic(service, queue) {
  const hours = service.parameters.expectedTrafficHours;
  return alarm(service, logicalId(queue, 'NoTrafficAlarm'), {
    name: `${queue}-no-traffic`,
    means: `Nothing was sent to ${service.prefix}-${queue} for ${hours} hours.`,
    impact: 'If HR had events to send, they are lost on their way to us, and nobody else will say so.',
    first:
      'Ask the publisher whether it sends, and whether AWS refuses it: look for AccessDenied in its own log, and at the dead letters of its EventBridge rule or SNS subscription.',
    condition: nothingFor(hours, sqs(service, queue, 'NumberOfMessagesSent')),
    silence: 'breaching',
  });
}

/**
 * @param {Service} service
 * @param {string} queue
 */
function undelivered(service, queue) {
  return alarm(service, logicalId(queue, 'DeadLettersAlarm'), {
    name: `${queue}-dead-letters`,
    means: `${service.prefix}-${queue}-dlq is not empty: events came to the front door, and could not be put on their queue.`,
    impact: 'Somebody waits for access that nobody works on. SQS deletes a dead letter after 14 days.',
    first:
      'Look at a message in the SQS console: its attributes say what was refused. Mend that, then redrive with the queue of its event type as custom destination.',
    condition: above(0, sqs(service, `${queue}-dlq`, 'ApproximateNumberOfMessagesVisible'), 'Maximum'),
  });
}

/** @param {Service} service */
function ledgerThrottled(service) {
  const [reads, writes] = [dynamodb(service, 'ReadThrottleEvents'), dynamodb(service, 'WriteThrottleEvents')];
  return alarm(service, 'LedgerThrottledAlarm', {
    name: 'ledger-throttled',
    means: `DynamoDB refuses reads or writes of ${service.prefix}-ledger.`,
    impact: 'Messages go back and are tried again: access comes late. Nothing is done twice.',
    first:
      'Look at the table in the DynamoDB console: it grows by itself within minutes, unless a quota of the account or a maximum of the table holds it.',
    condition: calculated(
      0,
      'FILL(reads, 0) + FILL(writes, 0)',
      [query('reads', reads, 'Sum'), query('writes', writes, 'Sum')],
      3,
    ),
  });
}
