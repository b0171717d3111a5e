/**
 * What somebody has to be told of, with what to do about it.
 */
import { above, alarm, calculated, forFifteenMinutes, query, withinAnHour } from './alarm.js';
import { undeliverable as undeliveredByBus } from './event-bus.js';
import { dynamodb, lambda, own } from './metrics.js';
import { logicalId } from './names.js';
import { deadLetters, noTraffic, oldestMessage, paused, undelivered, unsent } from './queue-alarms.js';
import { announced } from './schedules.js';
import { readService } from './service.js';
import { undeliverable as undeliveredByTopic } from './sns-topic.js';

/** @typedef {import('./service.js').Service} Service */

/** @param {import('./service.js').Configuration} configuration */
export async function resources(configuration) {
  const service = await readService(configuration);
  const { expectedTrafficHours, eventBus, snsTopic } = service.parameters;
  const ofOperations = Object.entries(service.operations).flatMap(([name, { queue, event }]) => [
    deadLetters(service, queue),
    oldestMessage(service, name, queue),
    paused(service, queue),
    ...(event ? [credentialsRejected(service, name, queue)] : []),
    errors(service, name, queue),
    throttles(service, name, queue),
    ...(expectedTrafficHours > 0 ? [noTraffic(service, queue)] : []),
  ]);
  return {
    Resources: Object.fromEntries([
      ...ofOperations,
      ...(eventBus ? [undelivered(service, undeliveredByBus)] : []),
      ...(snsTopic ? [undelivered(service, undeliveredByTopic)] : []),
      unsent(service, announced),
      ledgerThrottled(service),
    ]),
  };
}

/**
 * @param {Service} service
 * @param {string} operation
 * @param {string} queue
 */
function credentialsRejected(service, operation, queue) {
  return alarm(service, logicalId(queue, 'CredentialsRejectedAlarm'), {
    name: `${queue}-credentials-rejected`,
    means: 'Zuora rejects the OAuth client, or the secret cannot be read; or so it was within the hour.',
    impact: 'No message is lost, and none is carried out until it is mended; after 3 days they become dead letters.',
    first: `Run "zuora-access doctor --stage ${service.stage}", then "zuora-access credentials set --stage ${service.stage}". Messages go on by themselves within 5 minutes.`,
    condition: above(0, own(service, operation, 'CredentialsRejected'), 'Sum', withinAnHour(1)),
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
    means: `More than 5 % of the invocations of ${service.prefix}-${operation} crash or time out, again and again within the hour. A message that fails is no such error.`,
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
      withinAnHour(3),
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
    condition: above(0, lambda(service, operation, 'Throttles'), 'Sum', forFifteenMinutes),
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
      forFifteenMinutes,
    ),
  });
}
