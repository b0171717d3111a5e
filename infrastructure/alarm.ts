/** Alarms in CloudFormation's terms. Each says what it means, its impact and what to do first. */
import type { Resource } from './cloudformation.ts';
import type { Metric } from './metrics.ts';
import type { Service } from './service.ts';

export interface AlarmDescription {
  /** Follows the stage's prefix. */
  readonly name: string;
  /** What has happened. */
  readonly means: string;
  /** What follows if nobody acts. */
  readonly impact: string;
  /** The first thing to do. */
  readonly first: string;
  /** When the alarm goes off. */
  readonly condition: Condition;
  /** What missing data means; by default, that all is well. */
  readonly missingData?: 'notBreaching' | 'breaching';
}

/** An alarm with its logical id. */
export type Alarm = readonly [id: string, Resource];

interface Condition extends Persistence {
  readonly ComparisonOperator: Comparison;
  readonly Threshold: number;
  /** Only for a calculated alarm. Another has the properties of its one metric instead. */
  readonly Metrics?: readonly object[];
}

type Comparison = 'GreaterThanThreshold' | 'LessThanThreshold';

/**
 * How many periods of five minutes are looked at, and in how many of them the metric must be above its threshold: in all
 * of them by default.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
interface Persistence {
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm?: number;
}

type Statistic = 'Sum' | 'Maximum' | 'Minimum';

/** A metric in the expression of a calculated alarm. */
interface Query {
  readonly Id: string;
  readonly ReturnData: boolean;
  readonly MetricStat: object;
}

const fiveMinutes = 300;

/** In the newest period. */
export const atOnce: Persistence = { EvaluationPeriods: 1 };

/** In three periods in a row. */
export const forFifteenMinutes: Persistence = { EvaluationPeriods: 3 };

/** For a metric that only a retry publishes, since a retry may come an hour later. */
export function withinAnHour(DatapointsToAlarm: number): Persistence {
  return { EvaluationPeriods: 12, DatapointsToAlarm };
}

/** Builds an alarm, which notifies the stage's topic when it goes off and when it is over. */
export function alarm(
  { prefix, parameters }: Service,
  id: string,
  { name, means, impact, first, condition, missingData = 'notBreaching' }: AlarmDescription,
): Alarm {
  const topics = parameters.alarmTopic === '' ? [] : [parameters.alarmTopic];
  return [
    id,
    {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: `${prefix}-${name}`,
        AlarmDescription: `${means}\nImpact: ${impact}\nFirst: ${first}`,
        ...condition,
        TreatMissingData: missingData,
        AlarmActions: topics,
        OKActions: topics,
      },
    },
  ];
}

/** A metric above a threshold. */
export function above(threshold: number, metric: Metric, statistic: Statistic, persistence: Persistence): Condition {
  return { ...comparison('GreaterThanThreshold', threshold, persistence), ...flat(metric, statistic, fiveMinutes) };
}

/**
 * An expression over several metrics above a threshold.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function calculated(
  threshold: number,
  Expression: string,
  queries: readonly Query[],
  persistence: Persistence,
): Condition {
  return {
    ...comparison('GreaterThanThreshold', threshold, persistence),
    Metrics: [{ Id: 'result', Expression, ReturnData: true }, ...queries],
  };
}

/** A metric under a name for an expression. */
export function query(Id: string, metric: Metric, Stat: Statistic): Query {
  return { Id, ReturnData: false, MetricStat: { Metric: cloudFormation(metric), Period: fiveMinutes, Stat } };
}

/**
 * A count that stays at 0.
 *
 * @param metric one that counts
 */
export function nothingFor(hours: number, metric: Metric): Condition {
  return { ...comparison('LessThanThreshold', 1, { EvaluationPeriods: hours }), ...flat(metric, 'Sum', 3600) };
}

/**
 * The largest value of so many hours above a threshold. The hours may be 168 at the most.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export function aboveWithin(hours: number, threshold: number, metric: Metric): Condition {
  const persistence = { EvaluationPeriods: hours, DatapointsToAlarm: 1 };
  return { ...comparison('GreaterThanThreshold', threshold, persistence), ...flat(metric, 'Maximum', 3600) };
}

function comparison(ComparisonOperator: Comparison, Threshold: number, persistence: Persistence): Condition {
  return { ComparisonOperator, Threshold, ...persistence };
}

/** @param Period seconds */
function flat(metric: Metric, Statistic: Statistic, Period: number): object {
  return { ...cloudFormation(metric), Statistic, Period };
}

function cloudFormation({ namespace, name, dimensions }: Metric): object {
  return {
    Namespace: namespace,
    MetricName: name,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  };
}
