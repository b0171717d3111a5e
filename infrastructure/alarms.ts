/** The alarms of a stage, each with what to do about it. */
import { userAccessDecided } from '../events/user-access-decided.ts';
import { userAccessRevoked } from '../events/user-access-revoked.ts';
import { type Alarm, above, alarm, calculated, forFifteenMinutes, query, withinAnHour } from './alarm.ts';
import type { TemplatePart } from './cloudformation.ts';
import type { Configuration } from './configuration.ts';
import { inWords } from './durations.ts';
import { undeliverable as undeliveredByBus } from './event-bus.ts';
import { dynamodb, lambda, own } from './metrics.ts';
import { logicalId } from './names.ts';
import {
  callsZuora,
  hasPublishers,
  isLook,
  isPersonLook,
  isSweep,
  isTranslation,
  type Operation,
  takesEvents,
  typesOf,
} from './operation.ts';
import { auditOutcomes } from './outcome-pipe.ts';
import { accessPending } from './pending-alarm.ts';
import { deadLetters, noTraffic, notForwarded, oldestMessage, paused, undelivered, unsent } from './queue-alarms.ts';
import { maxReceiveCount } from './queues.ts';
import { leaversQuarantined, quarantined } from './safeguard-alarms.ts';
import { effectiveDatedChanges } from './schedules.ts';
import { readService, type Service } from './service.ts';
import { sourceSilent } from './silence-alarm.ts';
import { undeliverable as undeliveredByTopic } from './sns-topic.ts';
import { stopped } from './sweep-alarm.ts';
import { type TableName, tables } from './tables.ts';

export async function resources(configuration: Configuration): Promise<TemplatePart> {
  const service = await readService(configuration);
  const { expectedTrafficHours, pendingAlarmDays, eventBus, outcomeBus, snsTopic } = service.parameters;
  const ofOperations = Object.entries(service.operations).flatMap(([name, operation]) => {
    const { queue } = operation;
    return [
      ...(takesEvents(operation) ? [deadLetters(service, queue)] : []),
      ...(isSweep(operation)
        ? [stopped(service, name, queue), sourceSilent(service, name, queue)]
        : [oldestMessage(service, name, operation), paused(service, operation)]),
      ...(callsZuora(operation)
        ? [credentialsRejected(service, name, operation), secretUnreadable(service, name, queue)]
        : []),
      ...(isLook(operation) && pendingAlarmDays > 0 ? [accessPending(service, name, queue)] : []),
      ...(isTranslation(operation) ? [unresolvable(service, name, queue)] : []),
      ...(isTranslation(operation) || isPersonLook(operation) ? [quarantined(service, name, queue)] : []),
      ...(isPersonLook(operation) ? [leaversQuarantined(service, name, queue)] : []),
      ...(typesOf(operation).some(endsAccess) ? [usersUnknown(service, name, queue)] : []),
      errors(service, name, operation),
      throttles(service, name, queue),
      ...(hasPublishers(operation) && expectedTrafficHours > 0 ? [noTraffic(service, queue)] : []),
    ];
  });
  return {
    Resources: Object.fromEntries([
      ...ofOperations,
      ...(eventBus ? [undelivered(service, undeliveredByBus)] : []),
      ...(snsTopic ? [undelivered(service, undeliveredByTopic)] : []),
      ...(outcomeBus ? [notForwarded(service, auditOutcomes)] : []),
      unsent(service, effectiveDatedChanges),
      ...tablesThrottled(service),
    ]),
  };
}

function credentialsRejected(service: Service, name: string, operation: Operation): Alarm {
  const { stage, durations } = service;
  const { queue } = operation;
  const loss = takesEvents(operation)
    ? `no message is processed and none is lost. A message becomes a dead letter ${inWords(durations.messageAgeLimit)} after it was sent.`
    : 'no account is looked at. Nothing is lost: the sweeps go on finding what is due.';
  return alarm(service, logicalId(queue, 'CredentialsRejectedAlarm'), {
    name: `${queue}-credentials-rejected`,
    means: 'Within the last hour, Zuora rejected the OAuth client.',
    impact: `Until this is fixed, ${loss}`,
    first: `Run "zuora-access doctor --stage ${stage}", then "zuora-access credentials set --stage ${stage}". The functions use the new credentials within ${inWords(durations.secretCache)}.`,
    condition: above(0, own(service, name, 'CredentialsRejected'), 'Sum', withinAnHour(1)),
  });
}

function secretUnreadable(service: Service, operation: string, queue: string): Alarm {
  return alarm(service, logicalId(queue, 'SecretUnreadableAlarm'), {
    name: `${queue}-secret-unreadable`,
    means: 'For 15 minutes the function could not read the secret, or its value does not fit.',
    impact:
      'The function uses the last good value for at most an hour. After that no message is processed, and none is lost.',
    first: `Run "zuora-access doctor --stage ${service.stage}". It shows whether the secret, its key or a right is missing, or which field is wrong.`,
    condition: above(0, own(service, operation, 'SecretUnreadable'), 'Sum', forFifteenMinutes),
  });
}

function endsAccess(type: string): boolean {
  return type === userAccessRevoked.type || type === userAccessDecided.type;
}

/** Most leavers of a company may never have had access. So only a company whose logins do not match at all is alarmed. */
function usersUnknown(service: Service, operation: string, queue: string): Alarm {
  const least = 10;
  const maxPercentage = 95;
  return alarm(service, logicalId(queue, 'UsersUnknownAlarm'), {
    name: `${queue}-users-unknown`,
    means: `Within the last hour Zuora did not know more than ${maxPercentage} % of the users whose access was to end, and at least ${least} of them.`,
    impact: 'If their logins in Zuora differ from the events, leavers keep their access. No other alarm tells you.',
    first: `The dashboard shows the users by source. Run "zuora-access tail --stage ${service.stage} --queue ${queue} --since 1h", look one of the users up in Zuora, and compare the login with the event. Correct "username" in the policy, or publish the events with the right logins.`,
    condition: calculated(
      maxPercentage,
      `IF(unknown >= ${least}, 100 * unknown / (unknown + FILL(applied, 0) + FILL(already, 0)), 0)`,
      [
        query('unknown', own(service, operation, 'NoSuchUser'), 'Sum'),
        query('applied', own(service, operation, 'Applied'), 'Sum'),
        query('already', own(service, operation, 'AlreadyApplied'), 'Sum'),
      ],
      withinAnHour(1),
    ),
  });
}

function unresolvable(service: Service, operation: string, queue: string): Alarm {
  const least = 5;
  const maxPercentage = 20;
  return alarm(service, logicalId(queue, 'UnresolvableAlarm'), {
    name: `${queue}-unresolvable`,
    means: `Within the last hour more than ${maxPercentage} % of the changes that identity systems reported, and at least ${least}, did not say whom or what they are about.`,
    impact: 'Nothing is done about these changes. A leaver among them keeps access.',
    first: `The dashboard shows the changes by source. Run "zuora-access tail --stage ${service.stage} --queue ${queue} --since 1h" and look at the reasons. docs/identity-events.md says what each source has to send.`,
    condition: calculated(
      maxPercentage,
      `IF(unclear >= ${least}, 100 * unclear / (unclear + FILL(clear, 0)), 0)`,
      [
        query('unclear', own(service, operation, 'Unresolvable'), 'Sum'),
        query('clear', own(service, operation, 'Translated'), 'Sum'),
      ],
      withinAnHour(1),
    ),
  });
}

function errors(service: Service, name: string, operation: Operation): Alarm {
  const { prefix, durations } = service;
  const { queue } = operation;
  const end = takesEvents(operation)
    ? `After ${maxReceiveCount} crashes SQS moves a message to the dead-letter queue.`
    : 'The next sweep finds again what is due.';
  const maxPercentage = 5;
  return alarm(service, logicalId(queue, 'ErrorsAlarm'), {
    name: `${queue}-errors`,
    means: `More than ${maxPercentage} % of the invocations of ${prefix}-${name} crashed or timed out, repeatedly within the last hour. Messages that fail do not count.`,
    impact: `Messages of a crashed invocation return after ${inWords(durations.visibilityTimeout)}. ${end}`,
    first: `Read the function's log of the last hour, /aws/lambda/${prefix}-${name}. If the errors began with a deployment, roll it back.`,
    condition: calculated(
      maxPercentage,
      'IF(invocations > 0, 100 * failures / invocations, 0)',
      [
        query('failures', lambda(service, name, 'Errors'), 'Sum'),
        query('invocations', lambda(service, name, 'Invocations'), 'Sum'),
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

function tablesThrottled(service: Service): readonly Alarm[] {
  return (['ledger', 'accounts', 'people', 'audit'] as const).map((table) => tableThrottled(service, table));
}

function tableThrottled(service: Service, table: TableName): Alarm {
  const [reads, writes] = [
    dynamodb(service, table, 'ReadThrottleEvents'),
    dynamodb(service, table, 'WriteThrottleEvents'),
  ];
  return alarm(service, `${tables[table]}ThrottledAlarm`, {
    name: `${table}-throttled`,
    means: `DynamoDB has throttled reads or writes of ${service.prefix}-${table} for 15 minutes.`,
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
