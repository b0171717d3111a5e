/** What somebody is told of. */
import type { Check } from '../check.ts';
import {
  functions,
  looks,
  type Operation,
  operations,
  personLooks,
  sweeps,
  translations,
  withPublishers,
} from '../operations.ts';
import { differences } from '../template.ts';
import { dev, guarded, local, prod, type Variant } from '../variants.ts';
import { tables } from './data.ts';
import { ALARM, dimensions } from './metrics.ts';

const fiveMinutes = 300;
const fifteenMinutes = { EvaluationPeriods: 3 };
const withinAnHour = (periods: number) => ({ EvaluationPeriods: 12, DatapointsToAlarm: periods });

/** What sounds when a metric is above a threshold. */
function above(Threshold: number, metric: object, persistence: object) {
  return {
    ...metric,
    ...persistence,
    Threshold,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
  };
}

function metric(Namespace: string, MetricName: string, Statistic: string, given: Record<string, string>) {
  return { Namespace, MetricName, Dimensions: dimensions(given), Statistic, Period: fiveMinutes };
}

/** A metric that others are calculated from, by its name there. */
function variables(named: Record<string, ReturnType<typeof metric>>) {
  return Object.entries(named).map(([Id, { Statistic: Stat, Period, ...Metric }]) => ({
    Id,
    ReturnData: false,
    MetricStat: { Metric, Period, Stat },
  }));
}

function result(Expression: string, named: Record<string, ReturnType<typeof metric>>) {
  return { Metrics: [{ Id: 'result', Expression, ReturnData: true }, ...variables(named)] };
}

const properties = (expected: object) =>
  Object.fromEntries(Object.entries(expected).map(([name, value]) => [`Properties.${name}`, value]));

/** Looks at an alarm of every function. */
const ofEveryFunction = (what: string, condition: Parameters<typeof ofEvery>[2]) => ofEvery(functions, what, condition);

/** A sweep that does not run has an alarm of its own. */
const withQueueAlarms = functions.filter((operation) => !sweeps.includes(operation));

/** Looks at an alarm of each of these. */
function ofEvery(
  watched: readonly Operation[],
  what: string,
  condition: (metrics: ReturnType<typeof metricsOf>, variant: Variant) => object,
): Check['problems'] {
  return (template, variant) =>
    watched.flatMap((operation) =>
      differences(
        template.one(operation.alarm(what)),
        properties(condition(metricsOf(operation, variant.stage), variant)),
      ),
    );
}

function metricsOf({ name, queue }: Operation, stage: string) {
  const service = `zuora-access-${stage}`;
  return {
    sqs: (metricName: string, statistic: string) =>
      metric('AWS/SQS', metricName, statistic, { QueueName: `${service}-${queue}` }),
    lambda: (metricName: string) => metric('AWS/Lambda', metricName, 'Sum', { FunctionName: `${service}-${name}` }),
    own: (metricName: string, statistic: string) =>
      metric('zuora-access', metricName, statistic, { service, operation: name }),
  };
}

export const alarmChecks: Check[] = [
  {
    rule: 'somebody is told of every dead letter, an undeliverable event at a front door too',
    problems: (template) =>
      template
        .all('AWS::SQS::Queue')
        .filter(({ id }) => id.endsWith('DeadLetterQueue'))
        .flatMap(({ id, at }) => {
          const visible = metric('AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'Maximum', {
            QueueName: String(at('Properties.QueueName')),
          });
          return differences(
            template.one(id.replace('DeadLetterQueue', 'DeadLettersAlarm')),
            properties(above(0, visible, { EvaluationPeriods: 1 })),
          );
        }),
    breaks: [
      { in: prod, resource: 'EntityConnectionsDeadLettersAlarm', path: '', to: undefined },
      { in: guarded, resource: 'EventBusDeadLettersAlarm', path: 'Properties.Threshold', to: 10 },
      { in: guarded, resource: 'SnsTopicDeadLettersAlarm', path: 'Properties.Statistic', to: 'Minimum' },
      { in: dev, resource: 'UserAccessRequestsDeadLettersAlarm', path: 'Properties.TreatMissingData', to: 'missing' },
    ],
  },
  {
    rule: 'somebody is told of a message that is older than 15 minutes, and is not told otherwise between its retries',
    problems: ofEvery(withQueueAlarms, 'OldestMessage', ({ sqs, own }) =>
      above(
        900,
        result('MAX([FILL(waiting, 0), FILL(delivered, 0) / 1000])', {
          waiting: sqs('ApproximateAgeOfOldestMessage', 'Maximum'),
          delivered: own('QueueAge', 'Maximum'),
        }),
        withinAnHour(1),
      ),
    ),
    breaks: [
      { in: prod, resource: 'UserAccessRequestsOldestMessageAlarm', path: 'Properties.Threshold', to: 3600 },
      { in: dev, resource: 'EntityConnectionsOldestMessageAlarm', path: 'Properties.EvaluationPeriods', to: 1 },
    ],
  },
  {
    rule: 'somebody is told of credentials that are rejected',
    problems: ofEvery(operations, 'CredentialsRejected', ({ own }) =>
      above(0, own('CredentialsRejected', 'Sum'), withinAnHour(1)),
    ),
    breaks: [
      { in: dev, resource: 'EntityConnectionsCredentialsRejectedAlarm', path: 'Properties.Statistic', to: 'Average' },
    ],
  },
  {
    rule: 'somebody is told of a secret that cannot be read',
    problems: ofEvery(operations, 'SecretUnreadable', ({ own }) =>
      above(0, own('SecretUnreadable', 'Sum'), fifteenMinutes),
    ),
    breaks: [
      { in: dev, resource: 'EntityConnectionsSecretUnreadableAlarm', path: 'Properties.Statistic', to: 'Average' },
    ],
  },
  {
    rule: 'somebody is told when Zuora knows hardly any of those whose access ends',
    problems: ofEvery(
      operations.filter(({ name }) => name === 'revokeUserAccess' || name === 'applyAccessDecision'),
      'UsersUnknown',
      ({ own }) =>
        above(
          95,
          result('IF(unknown >= 10, 100 * unknown / (unknown + FILL(applied, 0) + FILL(already, 0)), 0)', {
            unknown: own('NoSuchUser', 'Sum'),
            applied: own('Applied', 'Sum'),
            already: own('AlreadyApplied', 'Sum'),
          }),
          withinAnHour(1),
        ),
    ),
    breaks: [{ in: dev, resource: 'AccessRevocationsUsersUnknownAlarm', path: 'Properties.Threshold', to: 100 }],
  },
  {
    rule: 'somebody is told when identity events are unclear',
    problems: ofEvery(translations, 'Unresolvable', ({ own }) =>
      above(
        20,
        result('IF(unclear >= 5, 100 * unclear / (unclear + FILL(clear, 0)), 0)', {
          unclear: own('Unresolvable', 'Sum'),
          clear: own('Translated', 'Sum'),
        }),
        withinAnHour(1),
      ),
    ),
    breaks: [{ in: dev, resource: 'IdentityEventsUnresolvableAlarm', path: 'Properties.Threshold', to: 100 }],
  },
  {
    rule: 'somebody is told of changes that wait because they are too many',
    problems: ofEvery([...translations, ...personLooks], 'Quarantined', ({ own }) =>
      above(0, own('Quarantined', 'Sum'), withinAnHour(1)),
    ),
    breaks: [
      { in: dev, resource: 'IdentityEventsQuarantinedAlarm', path: 'Properties.Threshold', to: 10 },
      { in: prod, resource: 'PersonLooksQuarantinedAlarm', path: 'Properties.MetricName', to: 'Translated' },
    ],
  },
  {
    rule: 'somebody is told of a leaver whose access ends only after they have decided',
    problems: ofEvery(personLooks, 'LeaversQuarantined', ({ own }) =>
      above(
        4 * 3_600_000,
        { ...own('QuarantinedLeaverAge', 'Maximum'), Period: 3600 },
        { EvaluationPeriods: 2, DatapointsToAlarm: 1 },
      ),
    ),
    breaks: [
      { in: prod, resource: 'PersonLooksLeaversQuarantinedAlarm', path: 'Properties.Threshold', to: 432_000_000 },
    ],
  },
  {
    rule: 'somebody is told of a function that crashes, be it each time that one message comes back',
    problems: ofEveryFunction('Errors', ({ lambda }) =>
      above(
        5,
        result('IF(invocations > 0, 100 * failures / invocations, 0)', {
          failures: lambda('Errors'),
          invocations: lambda('Invocations'),
        }),
        withinAnHour(3),
      ),
    ),
    breaks: [
      { in: prod, resource: 'ConnectionApprovalsErrorsAlarm', path: 'Properties.Threshold', to: 50 },
      { in: prod, resource: 'UserAccessRequestsErrorsAlarm', path: 'Properties.DatapointsToAlarm', to: undefined },
      {
        in: prod,
        resource: 'ConnectionApprovalsErrorsAlarm',
        path: 'Properties.Metrics.1.MetricStat.Metric.MetricName',
        to: 'Throttles',
      },
    ],
  },
  {
    rule: 'somebody is told of a function that Lambda does not run',
    problems: ofEveryFunction('Throttles', ({ lambda }) => above(0, lambda('Throttles'), fifteenMinutes)),
    breaks: [{ in: local, resource: 'ConnectionApprovalsThrottlesAlarm', path: 'Properties.EvaluationPeriods', to: 1 }],
  },
  {
    rule: 'somebody is told of messages that wait while none is received',
    problems: ofEvery(withQueueAlarms, 'Paused', ({ sqs }) =>
      above(
        0,
        result('IF(FILL(visible, 0) > 0 AND FILL(received, 0) == 0, 1, 0)', {
          visible: sqs('ApproximateNumberOfMessagesVisible', 'Minimum'),
          received: sqs('NumberOfMessagesReceived', 'Sum'),
        }),
        fifteenMinutes,
      ),
    ),
    breaks: [
      { in: dev, resource: 'EntityConnectionsPausedAlarm', path: 'Properties.Metrics.0.Expression', to: 'visible' },
    ],
  },
  {
    rule: 'somebody is told of a table that is throttled',
    problems: (template, { stage }) =>
      tables.flatMap(([id, table]) => {
        const ofTable = (name: string) =>
          metric('AWS/DynamoDB', name, 'Sum', { TableName: `zuora-access-${stage}-${table}` });
        const refused = result('FILL(reads, 0) + FILL(writes, 0)', {
          reads: ofTable('ReadThrottleEvents'),
          writes: ofTable('WriteThrottleEvents'),
        });
        return differences(template.one(`${id}ThrottledAlarm`), properties(above(0, refused, fifteenMinutes)));
      }),
    breaks: [
      { in: prod, resource: 'LedgerThrottledAlarm', path: 'Properties.EvaluationPeriods', to: 1 },
      { in: prod, resource: 'AccountsThrottledAlarm', path: 'Properties.Metrics', to: [] },
      { in: prod, resource: 'PeopleThrottledAlarm', path: 'Properties.Threshold', to: 100 },
    ],
  },
  {
    rule: 'somebody is told when no sweep succeeds, or none comes',
    problems: ofEvery(sweeps, 'Stopped', ({ lambda, own }) => ({
      ...above(
        0,
        result('IF(FILL(invocations, 0) > FILL(failed, 0), 0, 1)', {
          invocations: lambda('Invocations'),
          failed: own('SweepFailed', 'Sum'),
        }),
        fifteenMinutes,
      ),
      TreatMissingData: 'breaching',
    })),
    breaks: [
      { in: prod, resource: 'AccountSweepsStoppedAlarm', path: 'Properties.TreatMissingData', to: 'notBreaching' },
      { in: dev, resource: 'AccountSweepsStoppedAlarm', path: 'Properties.EvaluationPeriods', to: 60 },
    ],
  },
  {
    rule: 'somebody is told of a source that went silent, though a sweep tells only once an hour',
    problems: ofEvery(sweeps, 'SourceSilent', ({ own }) =>
      above(0, { ...own('SourceSilent', 'Maximum'), Period: 3600 }, { EvaluationPeriods: 2, DatapointsToAlarm: 1 }),
    ),
    breaks: [
      { in: prod, resource: 'AccountSweepsSourceSilentAlarm', path: 'Properties.Threshold', to: 1 },
      { in: dev, resource: 'AccountSweepsSourceSilentAlarm', path: 'Properties.EvaluationPeriods', to: 1 },
    ],
  },
  {
    rule: 'somebody is told of access that waits for days, as long as a look reads it once a day',
    problems: ofEvery(looks, 'AccessPending', ({ own }, { guards }) =>
      above(
        Number(guards?.['pendingAlarmDays'] ?? 5) * 24 * 3_600_000,
        { ...own('PendingAge', 'Maximum'), Period: 3600 },
        { EvaluationPeriods: 26, DatapointsToAlarm: 1 },
      ),
    ),
    breaks: [
      { in: guarded, resource: 'AccountLooksAccessPendingAlarm', path: 'Properties.Threshold', to: 432_000_000 },
      { in: prod, resource: 'AccountLooksAccessPendingAlarm', path: 'Properties.EvaluationPeriods', to: 1 },
    ],
  },
  {
    rule: 'silence is an alarm where traffic is expected',
    problems: (template, variant) =>
      variant.guards?.['expectedTrafficHours'] === undefined
        ? []
        : ofEvery(withPublishers, 'NoTraffic', ({ sqs }) => ({
            ...sqs('NumberOfMessagesSent', 'Sum'),
            Period: 3600,
            EvaluationPeriods: Number(variant.guards?.['expectedTrafficHours']),
            ComparisonOperator: 'LessThanThreshold',
            Threshold: 1,
            TreatMissingData: 'breaching',
          }))(template, variant),
    breaks: [
      { in: guarded, resource: 'EntityConnectionsNoTrafficAlarm', path: 'Properties.TreatMissingData', to: 'ignore' },
    ],
  },
  {
    rule: 'silence is no alarm elsewhere, but of a sweep, which has a schedule',
    problems: (template, { guards }) =>
      template
        .all(ALARM)
        .filter(({ id }) => sweeps.every((sweep) => id !== sweep.alarm('Stopped')))
        .filter(({ at }) => guards === undefined && at('Properties.TreatMissingData') === 'breaching')
        .map(({ id }) => `${id}: takes silence for trouble`),
    breaks: [
      {
        in: dev,
        resource: 'EntityConnectionsNoTrafficAlarm',
        path: '',
        to: {
          Type: ALARM,
          Properties: {
            AlarmName: 'zuora-access-dev-ledger-throttled',
            AlarmDescription: 'M.\nImpact: I.\nFirst: F.',
            AlarmActions: [],
            OKActions: [],
            TreatMissingData: 'breaching',
          },
        },
      },
    ],
  },
];
