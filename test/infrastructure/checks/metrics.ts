/** What there is to look at: the dashboard, and metrics that somebody emits. */
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { type MetricLine, metricsIn, outcomes, translationOutcomes, written } from '../../telemetry-output.ts';
import type { Check } from '../check.ts';
import { functions } from '../operations.ts';
import { differences, type Template } from '../template.ts';
import { dev, prod } from '../variants.ts';

export const ALARM = 'AWS::CloudWatch::Alarm';

const BODY = 'Properties.DashboardBody.Fn::Sub';

/** The metrics that the functions emit. */
const emittedLines = metricsIn(
  written((telemetry) => {
    for (const outcome of outcomes) {
      telemetry.outcome({ outcome, operation: 'o', source: 's', messageId: '', queueAgeMs: 0, durationMs: 0 });
    }
    for (const outcome of translationOutcomes) {
      telemetry.translation({ outcome, operation: 'o', messageId: '', source: 's', reported: ['emea'] });
    }
    telemetry.zuoraCall(0, 429);
    telemetry.tokenRefreshed();
    telemetry.credentialsRejected('');
    telemetry.secretUnreadable('');
    telemetry.sweep({ of: 'accounts', due: 1, waiting: 0, sent: 1 });
    telemetry.pendingAge(0);
    telemetry.quarantinedLeaver(0);
    telemetry.sweepFailed(new Error());
    telemetry.sourcesSilent([{ reason: 'source-silent', source: 's', since: '', longestGapMs: 0 }]);
    telemetry.end();
  }),
);

const emitted = namesOf(emittedLines);

/** Those that have a source too. */
const emittedBySource = namesOf(
  emittedLines.filter(({ _aws }) =>
    _aws.CloudWatchMetrics.some(({ Dimensions }) =>
      isDeepStrictEqual(Dimensions, [['service', 'operation', 'source']]),
    ),
  ),
);

function namesOf(lines: readonly MetricLine[]): readonly string[] {
  return lines.flatMap(({ _aws }) => _aws.CloudWatchMetrics.flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name)));
}

/** What CloudWatch takes for dimensions. */
export function dimensions(given: Record<string, string>) {
  return Object.entries(given).map(([Name, Value]) => ({ Name, Value }));
}

const dimension = z.object({ Name: z.string(), Value: z.string() });
const metric = z.object({ Namespace: z.string(), MetricName: z.string(), Dimensions: z.array(dimension) });
const calculated = z.array(z.object({ MetricStat: z.object({ Metric: metric }).optional() }));
const dashboard = z.object({
  widgets: z.array(z.object({ properties: z.object({ metrics: z.array(z.array(z.unknown())) }) })),
});

type Metric = z.infer<typeof metric>;

/** Every metric that an alarm looks at, by the alarm's logical id. */
function metricsOfAlarms(template: Template): [id: string, Metric][] {
  return template.all(ALARM).flatMap(({ id, at }) => {
    const plain = metric.safeParse(at('Properties')).data;
    const queries = calculated.safeParse(at('Properties.Metrics')).data ?? [];
    const metrics = [plain, ...queries.map(({ MetricStat }) => MetricStat?.Metric)];
    return metrics.flatMap((found): [string, Metric][] => (found ? [[id, found]] : []));
  });
}

/** Every metric that a dashboard draws, by the dashboard's logical id. */
function metricsOfDashboards(template: Template): [id: string, Metric][] {
  return template.all('AWS::CloudWatch::Dashboard').flatMap(({ id, at }) =>
    dashboard
      .parse(JSON.parse(String(at(BODY))))
      .widgets.flatMap(({ properties }) => properties.metrics)
      .filter(([first]) => !search.safeParse(first).success)
      .map((line): [string, Metric] => {
        const [Namespace, MetricName, ...rest] = line.filter((part) => typeof part === 'string');
        const Dimensions = rest.flatMap((Name, index) => (index % 2 === 0 ? [{ Name, Value: rest[index + 1] }] : []));
        return [id, metric.parse({ Namespace, MetricName, Dimensions })];
      }),
  );
}

const search = z.object({ expression: z.string() });

/** Every metric that a dashboard searches by source. */
function metricsSearched(template: Template, stage: string): { readonly name: string; readonly problem?: string }[] {
  return template.all('AWS::CloudWatch::Dashboard').flatMap(({ id, at }) =>
    dashboard
      .parse(JSON.parse(String(at(BODY))))
      .widgets.flatMap(({ properties }) => properties.metrics)
      .flatMap(([first]) => search.safeParse(first).data ?? [])
      .map(({ expression }) => {
        const [, name = ''] = /MetricName="(\w+)"/.exec(expression) ?? [];
        const expected = `SEARCH('{zuora-access,operation,service,source} MetricName="${name}" service="zuora-access-${stage}"', 'Sum', 300)`;
        const isGood = expression === expected && emittedBySource.includes(name);
        return isGood ? { name } : { name, problem: `${id}: searches ${expression}` };
      }),
  );
}

const ofNoStage = dimensions({ service: 'zuora-access', operation: 'requestUserAccess' });
const strayAlarm = {
  AlarmName: 'zuora-access-dev-ledger-throttled',
  AlarmDescription: 'M.\nImpact: I.\nFirst: F.',
  AlarmActions: [],
  OKActions: [],
};

export const metricChecks: Check[] = [
  {
    rule: 'no alarm and no widget looks at a metric that the functions do not emit',
    problems: (template, { stage }) => {
      const known = functions.map(({ name }) => dimensions({ service: `zuora-access-${stage}`, operation: name }));
      return [...metricsOfAlarms(template), ...metricsOfDashboards(template)]
        .filter(([, { Namespace }]) => Namespace === 'zuora-access')
        .filter(
          ([, { MetricName, Dimensions }]) =>
            !emitted.includes(MetricName) || !known.some((given) => isDeepStrictEqual(given, Dimensions)),
        )
        .map(([id, { MetricName, Dimensions }]) => `${id}: ${MetricName} of ${JSON.stringify(Dimensions)}`)
        .concat(metricsSearched(template, stage).flatMap(({ problem }) => problem ?? []));
    },
    breaks: [
      {
        in: dev,
        resource: 'Plain',
        path: '',
        to: {
          Type: ALARM,
          Properties: { ...strayAlarm, Namespace: 'zuora-access', MetricName: 'Applied', Dimensions: ofNoStage },
        },
      },
      {
        in: dev,
        resource: 'Calculated',
        path: '',
        to: {
          Type: ALARM,
          Properties: {
            ...strayAlarm,
            Metrics: [
              { Id: 'result', Expression: 'applied', ReturnData: true },
              {
                Id: 'applied',
                MetricStat: {
                  Metric: { Namespace: 'zuora-access', MetricName: 'Applied', Dimensions: ofNoStage },
                  Period: 300,
                  Stat: 'Sum',
                },
              },
            ],
          },
        },
      },
      {
        in: dev,
        resource: 'Searching',
        path: '',
        to: strayDashboard([{ expression: "SEARCH('Applied')" }]),
      },
      {
        in: prod,
        resource: 'Drawn',
        path: '',
        to: strayDashboard([
          'zuora-access',
          'Aplied',
          'service',
          'zuora-access-prod',
          'operation',
          'requestUserAccess',
          {},
        ]),
      },
    ],
  },
  {
    rule: 'the dashboard shows all that the functions emit, the queues and what drives the cost',
    problems: (template, { stage }) => {
      const shown = new Set(metricsOfDashboards(template).map(([, { MetricName }]) => MetricName));
      const searched = metricsSearched(template, stage).map(({ name }) => name);
      const wanted = [
        ...emitted,
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
        ...emittedBySource
          .filter((name) => !searched.includes(name))
          .map((name) => `Dashboard: does not show ${name} by source`),
      ];
    },
    breaks: [
      { in: dev, resource: 'Dashboard', path: BODY, to: '{"widgets":[]}' },
      { in: prod, resource: 'Dashboard', path: 'Properties.DashboardName', to: 'zuora-access-dev' },
    ],
  },
];

/** A dashboard that shows one metric. */
function strayDashboard(metric: readonly unknown[]): unknown {
  const body = { widgets: [{ properties: { metrics: [metric] } }] };
  return { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardBody: { 'Fn::Sub': JSON.stringify(body) } } };
}
