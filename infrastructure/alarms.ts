/** The alarms of a stage, each with what to do about it. */
import { type Alarm, above, alarm, calculated, forFifteenMinutes, query, withinAnHour } from './alarm.ts';
import type { TemplatePart } from './cloudformation.ts';
import type { Configuration } from './configuration.ts';
import { inWords } from './durations.ts';
import { undeliverable as undeliveredByBus } from './event-bus.ts';
import { dynamodb, lambda, own } from './metrics.ts';
import { logicalId } from './names.ts';
import { callsZuora } from './operation.ts';
import { deadLetters, noTraffic, oldestMessage, paused, undelivered, unsent } from './queue-alarms.ts';
import { maxReceiveCount } from './queues.ts';
import { effectiveDatedChanges } from './schedules.ts';
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
      unsent(service, effectiveDatedChanges),
      ledgerThrottled(service),
    ]),
  };
}

function credentialsRejected(service: Service, operation: string, queue: string): Alarm {
  const { stage, durations } = service;
  return alarm(service, logicalId(queue, 'CredentialsRejectedAlarm'), {
    name: `${queue}-credentials-rejected`,
    means: 'Within the last hour, Zuora rejected the OAuth client, or the secret could not be read.',
    impact: `Until this is fixed, no message is processed and none is lost. A message becomes a dead letter ${inWords(durations.messageAgeLimit)} after it was sent.`,
    first: `Run "zuora-access doctor --stage ${stage}", then "zuora-access credentials set --stage ${stage}". The functions use the new credentials within ${inWords(durations.secretCache)}.`,
    condition: above(0, own(service, operation, 'CredentialsRejected'), 'Sum', withinAnHour(1)),
  });
}

function errors(service: Service, operation: string, queue: string): Alarm {
  const { prefix, durations } = service;
  const maxPercentage = 5;
  return alarm(service, logicalId(queue, 'ErrorsAlarm'), {
    name: `${queue}-errors`,
    means: `More than ${maxPercentage} % of the invocations of ${prefix}-${operation} crashed or timed out, repeatedly within the last hour. Messages that fail do not count.`,
    impact: `Messages of a crashed invocation return after ${inWords(durations.visibilityTimeout)}. After ${maxReceiveCount} crashes SQS moves a message to the dead-letter queue.`,
    first: `Read the function's log of the last hour, /aws/lambda/${prefix}-${operation}. If the errors began with a deployment, roll it back.`,
    condition: calculated(
      maxPercentage,
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
    impact: 'Access is granted or revoked late.',
    first:
      "Look in the Lambda console for the functions that use the account's concurrency. If they need it, ask AWS for a higher quota.",
    condition: above(0, lambda(service, operation, 'Throttles'), 'Sum', forFifteenMinutes),
  });
}

function ledgerThrottled(service: Service): Alarm {
  const [reads, writes] = [dynamodb(service, 'ReadThrottleEvents'), dynamodb(service, 'WriteThrottleEvents')];
  return alarm(service, 'LedgerThrottledAlarm', {
    name: 'ledger-throttled',
    means: `DynamoDB has throttled reads or writes of ${service.prefix}-ledger for 15 minutes.`,
    impact: 'Messages are retried, so access is granted or revoked late. Nothing is done twice.',
    first:
      'Look at the table in the DynamoDB console. Its capacity grows within minutes, unless a quota of the account or a maximum of the table stops it.',
    condition: calculated(
      0,
      'FILL(reads, 0) + FILL(writes, 0)',
      [query('reads', reads, 'Sum'), query('writes', writes, 'Sum')],
      forFifteenMinutes,
    ),
  });
}
