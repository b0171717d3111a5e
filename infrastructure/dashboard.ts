/** The dashboard of a stage: messages, outcomes, Zuora's answers, and what drives the cost. */
import type { MetricName } from '../lib/telemetry.ts';
import type { TemplatePart } from './cloudformation.ts';
import type { Configuration } from './configuration.ts';
import { dynamodb, lambda, logBytes, type Metric, own, searchBySource, sqs } from './metrics.ts';
import type { Text } from './names.ts';
import { callsZuora, isLook, isPersonLook, isSweep, isTranslation, type Operation, takesEvents } from './operation.ts';
import { readService } from './service.ts';

interface Line {
  readonly label: string;
  readonly metric: Metric;
  /** By default, the widget's. */
  readonly stat?: Statistic;
}

/** Lines that CloudWatch finds, one for each source. */
interface Search {
  readonly expression: string;
}

interface Widget {
  readonly title: string;
  readonly lines: readonly (Line | Search)[];
  readonly stat: Statistic;
  readonly stacked?: boolean;
}

/** Which operations a widget shows. */
type Filter = (operation: Operation) => boolean;

type Statistic = 'Sum' | 'Maximum' | (typeof percentiles)[number];

const [widgetWidth, widgetHeight, perRow] = [8, 6, 3];
const period = 300;

const outcomes: readonly MetricName[] = [
  'Applied',
  'AlreadyApplied',
  'Superseded',
  'NoSuchUser',
  'WaitingForAccount',
  'Retry',
  'Busy',
  'DeadLetter',
];
const translationOutcomes: readonly MetricName[] = [
  'Translated',
  'Quarantined',
  'Ignored',
  'Unresolvable',
  'AccessReported',
  'Retry',
  'DeadLetter',
];
const sweepOutcomes: readonly MetricName[] = ['LooksSent', 'SweepFailed'];
const tokens: readonly MetricName[] = ['TokenRefresh', 'CredentialsRejected', 'SecretUnreadable'];
const percentiles = ['p50', 'p95', 'p99'] as const;

export async function resources(configuration: Configuration): Promise<TemplatePart> {
  const service = await readService(configuration);
  const operations = Object.entries(service.operations);

  const byOperation = (metric: (name: string, operation: Operation) => Metric, isShown: Filter = () => true) =>
    operations
      .filter(([, operation]) => isShown(operation))
      .map(([name, operation]) => ({ label: operation.queue, metric: metric(name, operation) }));
  const ours = (metric: MetricName, isShown: Filter) => byOperation((name) => own(service, name, metric), isShown);
  const ofZuora = (metric: MetricName) => ours(metric, callsZuora);
  const named = (metric: MetricName, isShown: Filter) =>
    ours(metric, isShown).map((line) => ({ ...line, label: metric }));
  const ofZuoraNamed = (metric: MetricName) =>
    ofZuora(metric).map((line) => ({ ...line, label: `${line.label} ${metric}` }));
  const latency = (stat: (typeof percentiles)[number]) =>
    ofZuora('ZuoraLatency').map((line) => ({ ...line, label: `${line.label} ${stat}`, stat }));

  const widgets: readonly Widget[] = [
    {
      title: 'Messages in',
      stat: 'Sum',
      lines: byOperation((_, { queue }) => sqs(service, queue, 'NumberOfMessagesSent')),
    },
    {
      title: 'Outcomes',
      stat: 'Sum',
      stacked: true,
      lines: outcomes.flatMap(ofZuoraNamed),
    },
    {
      title: 'Identity events',
      stat: 'Sum',
      stacked: true,
      lines: translationOutcomes.flatMap((metric) => named(metric, isTranslation)),
    },
    {
      title: 'Sweeps: looks sent, and failures',
      stat: 'Sum',
      lines: sweepOutcomes.flatMap((metric) => named(metric, isSweep)),
    },
    { title: 'Silent sources of identity events', stat: 'Maximum', lines: ours('SourceSilent', isSweep) },
    {
      title: 'Unclear identity events, by source',
      stat: 'Sum',
      stacked: true,
      lines: [{ expression: searchBySource(service, 'Unresolvable', period) }],
    },
    {
      title: 'Users unknown to Zuora, by source',
      stat: 'Sum',
      stacked: true,
      lines: [{ expression: searchBySource(service, 'NoSuchUser', period) }],
    },
    {
      title: 'Dead letters waiting',
      stat: 'Maximum',
      lines: byOperation(
        (_, { queue }) => sqs(service, `${queue}-dlq`, 'ApproximateNumberOfMessagesVisible'),
        takesEvents,
      ),
    },
    {
      title: 'Age of the oldest message (s)',
      stat: 'Maximum',
      lines: byOperation((_, { queue }) => sqs(service, queue, 'ApproximateAgeOfOldestMessage')),
    },
    {
      title: 'Age of messages at their delivery (ms)',
      stat: 'p95',
      lines: ours('QueueAge', (operation) => !isSweep(operation)),
    },
    { title: 'Age of pending access (ms)', stat: 'Maximum', lines: ours('PendingAge', isLook) },
    {
      title: 'Age of quarantined leavers (ms)',
      stat: 'Maximum',
      lines: ours('QuarantinedLeaverAge', isPersonLook),
    },
    { title: 'Zuora: latency (ms)', stat: 'p50', lines: percentiles.flatMap(latency) },
    { title: 'Zuora: 429 answers', stat: 'Sum', lines: ofZuora('RateLimited') },
    {
      title: 'Zuora: tokens',
      stat: 'Sum',
      lines: tokens.flatMap(ofZuoraNamed),
    },
    { title: 'Function errors', stat: 'Sum', lines: byOperation((name) => lambda(service, name, 'Errors')) },
    {
      title: 'Cost: Lambda, milliseconds run',
      stat: 'Sum',
      lines: byOperation((name) => lambda(service, name, 'Duration')),
    },
    {
      title: 'Cost: Lambda, invocations',
      stat: 'Sum',
      lines: byOperation((name) => lambda(service, name, 'Invocations')),
    },
    {
      title: 'Cost: DynamoDB, request units',
      stat: 'Sum',
      lines: [
        { label: 'ledger, write', metric: dynamodb(service, 'ledger', 'ConsumedWriteCapacityUnits') },
        { label: 'ledger, read', metric: dynamodb(service, 'ledger', 'ConsumedReadCapacityUnits') },
        { label: 'accounts, write', metric: dynamodb(service, 'accounts', 'ConsumedWriteCapacityUnits') },
        { label: 'accounts, read', metric: dynamodb(service, 'accounts', 'ConsumedReadCapacityUnits') },
        { label: 'people, write', metric: dynamodb(service, 'people', 'ConsumedWriteCapacityUnits') },
        { label: 'people, read', metric: dynamodb(service, 'people', 'ConsumedReadCapacityUnits') },
        { label: 'audit log, write', metric: dynamodb(service, 'audit', 'ConsumedWriteCapacityUnits') },
      ],
    },
    {
      title: 'Cost: SQS, receives that found nothing',
      stat: 'Sum',
      lines: byOperation((_, { queue }) => sqs(service, queue, 'NumberOfEmptyReceives')),
    },
    { title: 'Cost: logs, bytes', stat: 'Sum', lines: byOperation((name) => logBytes(service, name)) },
  ];
  return {
    Resources: {
      Dashboard: {
        Type: 'AWS::CloudWatch::Dashboard',
        Properties: { DashboardName: service.prefix, DashboardBody: body(widgets) },
      },
    },
  };
}

/**
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 *
 * @param widgets in rows, from left to right
 */
function body(widgets: readonly Widget[]): Text {
  return {
    'Fn::Sub': JSON.stringify({
      widgets: widgets.map(({ title, lines, stat, stacked = false }, index) => ({
        type: 'metric',
        x: (index % perRow) * widgetWidth,
        y: Math.floor(index / perRow) * widgetHeight,
        width: widgetWidth,
        height: widgetHeight,
        properties: {
          title,
          region: `\${AWS::Region}`,
          view: 'timeSeries',
          stat,
          stacked,
          period,
          metrics: lines.map(row),
        },
      })),
    }),
  };
}

function row(line: Line | Search): readonly unknown[] {
  if ('expression' in line) return [line];
  const { label, metric, stat } = line;
  const { namespace, name, dimensions } = metric;
  return [namespace, name, ...Object.entries(dimensions).flat(), { label, ...(stat && { stat }) }];
}
