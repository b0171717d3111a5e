/**
 * The dashboard of a stage: what comes in, what becomes of it, how Zuora answers, and what drives the cost.
 */
import { dynamodb, lambda, logBytes, own, sqs } from './metrics.js';
import { readService } from './service.js';

/** @typedef {import('./metrics.js').Metric} Metric */
/** @typedef {import('./service.js').Operation} Operation */
/** @typedef {{ label: string, metric: Metric, stat?: string }} Line */
/** @typedef {{ title: string, lines: Line[], stat: string, stacked?: boolean }} Widget */

const [widgetWidth, widgetHeight, perRow] = [8, 6, 3];
const period = 300;

/** @param {import('./service.js').Configuration} configuration */
export async function resources(configuration) {
  const service = await readService(configuration);
  const operations = Object.entries(service.operations);

  /** @param {(name: string, operation: Operation) => Metric} metric */
  const byOperation = (metric) =>
    operations.map(([name, operation]) => ({ label: operation.queue, metric: metric(name, operation) }));
  /** @param {string} metric */
  const ours = (metric) => byOperation((name) => own(service, name, metric));
  /** @param {string} metric */
  const ofZuora = (metric) =>
    operations
      .filter(([, { event }]) => event)
      .map(([name, { queue }]) => ({ label: queue, metric: own(service, name, metric) }));
  /** @param {string} metric */
  const ofTranslation = (metric) =>
    operations
      .filter(([, { sendsTo }]) => sendsTo)
      .map(([name]) => ({ label: metric, metric: own(service, name, metric) }));
  /** @param {string} metric */
  const ofZuoraNamed = (metric) => ofZuora(metric).map((line) => ({ ...line, label: `${line.label} ${metric}` }));
  /** @param {string} stat */
  const latency = (stat) => ofZuora('ZuoraLatency').map((line) => ({ ...line, label: `${line.label} ${stat}`, stat }));

  /** @type {Widget[]} */
  const widgets = [
    {
      title: 'Messages in',
      stat: 'Sum',
      lines: byOperation((_, { queue }) => sqs(service, queue, 'NumberOfMessagesSent')),
    },
    {
      title: 'Outcomes',
      stat: 'Sum',
      stacked: true,
      lines: ['Applied', 'AlreadyApplied', 'Superseded', 'Retry', 'Busy', 'DeadLetter'].flatMap(ofZuoraNamed),
    },
    {
      title: 'Identity events',
      stat: 'Sum',
      stacked: true,
      lines: ['Translated', 'Ignored', 'Unresolvable', 'AccessReported', 'Retry', 'DeadLetter'].flatMap(ofTranslation),
    },
    {
      title: 'Dead letters waiting',
      stat: 'Maximum',
      lines: byOperation((_, { queue }) => sqs(service, `${queue}-dlq`, 'ApproximateNumberOfMessagesVisible')),
    },
    {
      title: 'Age of the oldest message (s)',
      stat: 'Maximum',
      lines: byOperation((_, { queue }) => sqs(service, queue, 'ApproximateAgeOfOldestMessage')),
    },
    { title: 'Age of messages at their delivery (ms)', stat: 'p95', lines: ours('QueueAge') },
    { title: 'Zuora: latency (ms)', stat: 'p50', lines: ['p50', 'p95', 'p99'].flatMap(latency) },
    { title: 'Zuora: 429 answers', stat: 'Sum', lines: ofZuora('RateLimited') },
    {
      title: 'Zuora: tokens',
      stat: 'Sum',
      lines: ['TokenRefresh', 'CredentialsRejected'].flatMap(ofZuoraNamed),
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
        { label: 'write', metric: dynamodb(service, 'ConsumedWriteCapacityUnits') },
        { label: 'read', metric: dynamodb(service, 'ConsumedReadCapacityUnits') },
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
 * @param {Widget[]} widgets in rows, from left to right
 */
function body(widgets) {
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

/** @param {Line} line */
function row({ label, metric: { namespace, name, dimensions }, stat }) {
  return [namespace, name, ...Object.entries(dimensions).flat(), { label, ...(stat && { stat }) }];
}
