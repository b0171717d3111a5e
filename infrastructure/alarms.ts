/** What somebody has to be told of, with what to do about it. */

import { type Alarm, above, alarm, calculated, forFifteenMinutes, query, withinAnHour } from './alarm.ts';
import type { TemplatePart } from './cloudformation.ts';
import type { Configuration } from './configuration.ts';
import { undeliverable as undeliveredByBus } from './event-bus.ts';
import { dynamodb, lambda, own } from './metrics.ts';
import { logicalId } from './names.ts';
import { callsZuora } from './operation.ts';
import { deadLetters, noTraffic, oldestMessage, paused, undelivered, unsent } from './queue-alarms.ts';
import { announced } from './schedules.ts';
import { readService, type Service } from './service.ts';
import { undeliverable as undeliveredByTopic } from './sns-topic.ts';

export async function resources(configuration: Configuration): Promise<TemplatePart> {
  const service = await readService(configuration);
  const { expectedTrafficHours, eventBus, snsTopic } = service.parameters;
  const ofOperations = Object.entries(service.operations).flatMap(([name, operation]) => {
    const { queue } = operation;
    return [
      deadLetters(service, queue),
      oldestMessage(service, name, queue),
      paused(service, queue),
      ...(callsZuora(operation) ? [credentialsRejected(service, name, queue)] : []),
      errors(service, name, queue),
      throttles(service, name, queue),
      ...(expectedTrafficHours > 0 ? [noTraffic(service, queue)] : []),
    ];
  });
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

function credentialsRejected(service: Service, operation: string, queue: string): Alarm {
  return alarm(service, logicalId(queue, 'CredentialsRejectedAlarm'), {
    name: `${queue}-credentials-rejected`,
    means: 'Zuora rejects the OAuth client, or the secret cannot be read; or so it was within the hour.',
    impact: 'No message is lost, and none is carried out until it is mended; after 3 days they become dead letters.',
    first: `Run "zuora-access doctor --stage ${service.stage}", then "zuora-access credentials set --stage ${service.stage}". Messages go on by themselves within 5 minutes.`,
    condition: above(0, own(service, operation, 'CredentialsRejected'), 'Sum', withinAnHour(1)),
  });
}

function errors(service: Service, operation: string, queue: string): Alarm {
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

function throttles(service: Service, operation: string, queue: string): Alarm {
  return alarm(service, logicalId(queue, 'ThrottlesAlarm'), {
    name: `${queue}-throttles`,
    means: `Lambda has refused to run ${service.prefix}-${operation} for 15 minutes: the account has no concurrency left.`,
    impact: 'Access comes late.',
    first:
      'See in the Lambda console which functions use the concurrency of the account, and ask AWS for more if they must.',
    condition: above(0, lambda(service, operation, 'Throttles'), 'Sum', forFifteenMinutes),
  });
}

function ledgerThrottled(service: Service): Alarm {
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
