/** Who is told when something is wrong, and what there is to look at. */
import { metricsIn, outcomes, written } from '../../telemetry-output.ts';
import type { Check } from '../check.ts';
import { operations } from '../operations.ts';
import { differences, type Resource, type Template } from '../template.ts';
import { alarmTopic, dev, guarded, local, prod } from '../variants.ts';

const alarm = 'AWS::CloudWatch::Alarm';
const body = 'Properties.DashboardBody.Fn::Sub';

type Dimensions = Record<string, string>;
type Named = [namespace: string, name: string, dimensions: Dimensions];

/** The names of the metrics that the functions emit, with the names of their dimensions. */
const emitted = new Map(
  metricsIn(
    written((telemetry) => {
      for (const outcome of outcomes) {
        telemetry.outcome({ outcome, operation: '', messageId: '', queueAgeMs: 0, durationMs: 0 });
      }
      telemetry.zuoraCall(0, 429);
      telemetry.tokenRefreshed();
      telemetry.credentialsRejected('');
      telemetry.end();
    }),
  ).flatMap(({ _aws }) =>
    _aws.CloudWatchMetrics.flatMap(({ Metrics }) => Metrics.map(({ Name, Unit }) => [Name, Unit])),
  ),
);

/** `{ Name, Value }` for each. */
function dimensions(given: Dimensions) {
  return Object.entries(given).map(([Name, Value]) => ({ Name, Value }));
}

/** An alarm's plain metric, above a bound. */
function above(threshold: number, [Namespace, MetricName, given]: Named) {
  return {
    'Properties.Namespace': Namespace,
    'Properties.MetricName': MetricName,
    'Properties.Dimensions': dimensions(given),
    'Properties.ComparisonOperator': 'GreaterThanThreshold',
    'Properties.Threshold': threshold,
    'Properties.TreatMissingData': 'notBreaching',
  };
}

/** The metrics that an alarm calculates with. */
function measured(resource: Resource): string[] {
  return [1, 2].map((index) =>
    JSON.stringify([
      resource.at(`Properties.Metrics.${index}.MetricStat.Metric.MetricName`),
      resource.at(`Properties.Metrics.${index}.MetricStat.Metric.Dimensions.0.Value`),
      resource.at(`Properties.Metrics.${index}.MetricStat.Stat`),
    ]),
  );
}

function calculates(resource: Resource, expression: string, threshold: number, metrics: unknown[]): string[] {
  return [
    ...differences(resource, {
      'Properties.Metrics.0': { Id: 'result', Expression: expression, ReturnData: true },
      'Properties.ComparisonOperator': 'GreaterThanThreshold',
      'Properties.Threshold': threshold,
      'Properties.EvaluationPeriods': 3,
      'Properties.TreatMissingData': 'notBreaching',
    }),
    ...(JSON.stringify(measured(resource)) === JSON.stringify(metrics.map((metric) => JSON.stringify(metric)))
      ? []
      : [`${resource.id}: calculates with ${measured(resource)}`]),
  ];
}

/** Every metric of ours that an alarm or the dashboard names. */
function ownMetrics(template: Template): [resource: string, name: string, dimensions: string][] {
  const ofAlarms = template
    .all(alarm)
    .flatMap((resource): [string, unknown, unknown][] =>
      resource.at('Properties.Namespace') === 'zuora-access'
        ? [[resource.id, resource.at('Properties.MetricName'), resource.at('Properties.Dimensions')]]
        : [],
    );
  const ofDashboard = rows(template).flatMap(([namespace, name, ...rest]): [string, unknown, unknown][] =>
    namespace === 'zuora-access'
      ? [
          [
            'Dashboard',
            name,
            [
              { Name: rest[0], Value: rest[1] },
              { Name: rest[2], Value: rest[3] },
            ],
          ],
        ]
      : [],
  );
  return [...ofAlarms, ...ofDashboard].map(([id, name, given]) => [id, String(name), JSON.stringify(given)]);
}

/** What the dashboard's widgets draw. */
function rows(template: Template): unknown[][] {
  const parsed = JSON.parse(String(template.one('Dashboard').at(body) ?? '{}'));
  return (parsed.widgets ?? []).flatMap(
    (widget: { properties: { metrics: unknown[][] } }) => widget.properties.metrics,
  );
}

export const watchChecks: Check[] = [
  {
    rule: 'somebody is told of every dead letter, an undeliverable event at a front door too',
    problems: (template, { stage }) =>
      template
        .all('AWS::SQS::Queue')
        .filter(({ id }) => id.endsWith('DeadLetterQueue'))
        .flatMap(({ id, at }) =>
          differences(template.one(id.replace('DeadLetterQueue', 'DeadLettersAlarm')), {
            ...above(0, [
              'AWS/SQS',
              'ApproximateNumberOfMessagesVisible',
              { QueueName: String(at('Properties.QueueName')) },
            ]),
            'Properties.Statistic': 'Maximum',
            'Properties.AlarmName': `zuora-access-${stage}-${String(at('Properties.QueueName'))
              .replace(`zuora-access-${stage}-`, '')
              .replace(/-dlq$/, '-dead-letters')}`,
          }),
        ),
    breaks: [
      { in: prod, resource: 'EntityConnectionsDeadLettersAlarm', path: '', to: undefined },
      { in: guarded, resource: 'EventBusDeadLettersAlarm', path: 'Properties.Threshold', to: 10 },
      { in: dev, resource: 'UserAccessRequestsDeadLettersAlarm', path: 'Properties.TreatMissingData', to: 'missing' },
    ],
  },
  {
    rule: 'somebody is told of a message that is older than 15 minutes',
    problems: (template, { stage }) =>
      operations.flatMap(({ sourceQueue, queue }) =>
        differences(template.one(sourceQueue.replace(/Queue$/, 'OldestMessageAlarm')), {
          ...above(900, ['AWS/SQS', 'ApproximateAgeOfOldestMessage', { QueueName: `zuora-access-${stage}-${queue}` }]),
          'Properties.Statistic': 'Maximum',
        }),
      ),
    breaks: [{ in: prod, resource: 'UserAccessRequestsOldestMessageAlarm', path: 'Properties.Threshold', to: 3600 }],
  },
  {
    rule: 'somebody is told of credentials that are rejected',
    problems: (template, { stage }) =>
      operations.flatMap(({ sourceQueue, name }) =>
        differences(template.one(sourceQueue.replace(/Queue$/, 'CredentialsRejectedAlarm')), {
          ...above(0, ['zuora-access', 'CredentialsRejected', { service: `zuora-access-${stage}`, operation: name }]),
          'Properties.Statistic': 'Sum',
        }),
      ),
    breaks: [
      { in: dev, resource: 'EntityConnectionsCredentialsRejectedAlarm', path: 'Properties.Statistic', to: 'Average' },
    ],
  },
  {
    rule: 'somebody is told of functions that crash or are throttled',
    problems: (template, { stage }) =>
      operations.flatMap(({ sourceQueue, name }) => {
        const functionName = `zuora-access-${stage}-${name}`;
        return [
          ...calculates(
            template.one(sourceQueue.replace(/Queue$/, 'ErrorsAlarm')),
            'IF(invocations > 0, 100 * failures / invocations, 0)',
            5,
            [
              ['Errors', functionName, 'Sum'],
              ['Invocations', functionName, 'Sum'],
            ],
          ),
          ...differences(template.one(sourceQueue.replace(/Queue$/, 'ThrottlesAlarm')), {
            ...above(0, ['AWS/Lambda', 'Throttles', { FunctionName: functionName }]),
            'Properties.Statistic': 'Sum',
            'Properties.EvaluationPeriods': 3,
          }),
        ];
      }),
    breaks: [
      { in: prod, resource: 'ConnectionApprovalsErrorsAlarm', path: 'Properties.Threshold', to: 50 },
      {
        in: prod,
        resource: 'ConnectionApprovalsErrorsAlarm',
        path: 'Properties.Metrics.1.MetricStat.Metric.MetricName',
        to: 'Throttles',
      },
      { in: local, resource: 'ConnectionApprovalsThrottlesAlarm', path: 'Properties.EvaluationPeriods', to: 1 },
    ],
  },
  {
    rule: 'somebody is told of messages that wait while none is received',
    problems: (template, { stage }) =>
      operations.flatMap(({ sourceQueue, queue }) =>
        calculates(
          template.one(sourceQueue.replace(/Queue$/, 'PausedAlarm')),
          'IF(FILL(visible, 0) > 0 AND FILL(received, 0) == 0, 1, 0)',
          0,
          [
            ['ApproximateNumberOfMessagesVisible', `zuora-access-${stage}-${queue}`, 'Minimum'],
            ['NumberOfMessagesReceived', `zuora-access-${stage}-${queue}`, 'Sum'],
          ],
        ),
      ),
    breaks: [
      { in: dev, resource: 'EntityConnectionsPausedAlarm', path: 'Properties.Metrics.0.Expression', to: 'visible' },
    ],
  },
  {
    rule: 'somebody is told of a ledger that is throttled',
    problems: (template, { stage }) =>
      calculates(template.one('LedgerThrottledAlarm'), 'FILL(reads, 0) + FILL(writes, 0)', 0, [
        ['ReadThrottleEvents', `zuora-access-${stage}-ledger`, 'Sum'],
        ['WriteThrottleEvents', `zuora-access-${stage}-ledger`, 'Sum'],
      ]),
    breaks: [{ in: prod, resource: 'LedgerThrottledAlarm', path: 'Properties.EvaluationPeriods', to: 1 }],
  },
  {
    rule: 'silence is an alarm where traffic is expected, and there alone',
    problems: (template, { stage, guards }) => {
      const hours = guards?.['expectedTrafficHours'];
      const ids = operations.map(({ sourceQueue }) => sourceQueue.replace(/Queue$/, 'NoTrafficAlarm'));
      if (hours === undefined)
        return template.all(alarm).flatMap(({ id }) => (ids.includes(id) ? [`${id}: not wanted`] : []));
      return operations.flatMap(({ queue }, index) =>
        differences(template.one(ids[index] ?? ''), {
          'Properties.Namespace': 'AWS/SQS',
          'Properties.MetricName': 'NumberOfMessagesSent',
          'Properties.Dimensions': dimensions({ QueueName: `zuora-access-${stage}-${queue}` }),
          'Properties.Statistic': 'Sum',
          'Properties.Period': 3600,
          'Properties.EvaluationPeriods': Number(hours),
          'Properties.ComparisonOperator': 'LessThanThreshold',
          'Properties.Threshold': 1,
          'Properties.TreatMissingData': 'breaching',
        }),
      );
    },
    breaks: [
      { in: guarded, resource: 'EntityConnectionsNoTrafficAlarm', path: 'Properties.TreatMissingData', to: 'ignore' },
      {
        in: dev,
        resource: 'EntityConnectionsNoTrafficAlarm',
        path: '',
        to: {
          Type: alarm,
          Properties: { AlarmDescription: 'M.\nImpact: I.\nFirst: F.', AlarmActions: [], OKActions: [] },
        },
      },
    ],
  },
  {
    rule: 'an alarm says what it means, its impact and what to do first, in as many words as CloudWatch keeps',
    problems: (template) =>
      template
        .all(alarm)
        .filter(({ at }) => {
          const text = String(at('Properties.AlarmDescription'));
          return text.length > 1024 || !/^\S.*\.\nImpact: .+\.\nFirst: .+\.$/.test(text);
        })
        .map(({ id }) => `${id}: does not say enough, or too much`),
    breaks: [
      {
        in: dev,
        resource: 'LedgerThrottledAlarm',
        path: 'Properties.AlarmDescription',
        to: 'The ledger is throttled.',
      },
      {
        in: prod,
        resource: 'EntityConnectionsPausedAlarm',
        path: 'Properties.AlarmDescription',
        to: `M.\nImpact: ${'I'.repeat(1024)}.\nFirst: F.`,
      },
    ],
  },
  {
    rule: 'every alarm tells the topic that is given when it goes off and when it is over, and nobody without one',
    problems: (template, { guards }) => {
      const tell = guards ? [alarmTopic] : [];
      return template
        .all(alarm)
        .flatMap((resource) =>
          differences(resource, { 'Properties.AlarmActions': tell, 'Properties.OKActions': tell }),
        );
    },
    breaks: [
      { in: guarded, resource: 'LedgerThrottledAlarm', path: 'Properties.OKActions', to: [] },
      { in: prod, resource: 'UserAccessRequestsPausedAlarm', path: 'Properties.AlarmActions', to: [alarmTopic] },
    ],
  },
  {
    rule: 'no alarm and no widget looks at a metric that the functions do not emit',
    problems: (template, { stage }) => {
      const known = operations.map(({ name }) =>
        JSON.stringify(dimensions({ service: `zuora-access-${stage}`, operation: name })),
      );
      return ownMetrics(template)
        .filter(([, name, given]) => !emitted.has(name) || !known.includes(given))
        .map(([id, name, given]) => `${id}: ${name} with ${given} is not emitted`);
    },
    breaks: [
      {
        in: dev,
        resource: 'Stray',
        path: '',
        to: {
          Type: alarm,
          Properties: {
            AlarmDescription: 'M.\nImpact: I.\nFirst: F.',
            AlarmActions: [],
            OKActions: [],
            Namespace: 'zuora-access',
            MetricName: 'Aplied',
            Dimensions: dimensions({ service: 'zuora-access-dev', operation: 'requestUserAccess' }),
          },
        },
      },
    ],
  },
  {
    rule: 'the dashboard shows all that the functions emit, the queues and what drives the cost',
    problems: (template, { stage }) => {
      const shown = new Set(rows(template).map(([, name]) => name));
      const wanted = [
        ...emitted.keys(),
        'NumberOfMessagesSent',
        'ApproximateAgeOfOldestMessage',
        'ApproximateNumberOfMessagesVisible',
        'Errors',
        'Duration',
        'Invocations',
        'ConsumedWriteCapacityUnits',
        'ConsumedReadCapacityUnits',
        'NumberOfEmptyReceives',
        'IncomingBytes',
      ];
      return [
        ...differences(template.one('Dashboard'), { 'Properties.DashboardName': `zuora-access-${stage}` }),
        ...wanted.filter((name) => !shown.has(name)).map((name) => `Dashboard: does not show ${name}`),
      ];
    },
    breaks: [
      { in: dev, resource: 'Dashboard', path: body, to: '{"widgets":[]}' },
      { in: prod, resource: 'Dashboard', path: 'Properties.DashboardName', to: 'zuora-access-dev' },
    ],
  },
];
