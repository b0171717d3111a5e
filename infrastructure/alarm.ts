/** An alarm in CloudFormation's terms; none can be made without saying what it means, its impact and what to do first. */
import type { Resource } from './cloudformation.ts';
import type { Metric } from './metrics.ts';
import type { Service } from './service.ts';

export interface AlarmDescription {
  /** After the stage's prefix. */
  readonly name: string;
  /** What has happened. */
  readonly means: string;
  /** What comes of it if nothing is done. */
  readonly impact: string;
  /** The first thing to do. */
  readonly first: string;
  /** When it goes off. */
  readonly condition: Condition;
  /** What no data means; without it, that all is well. */
  readonly silence?: 'notBreaching' | 'breaching';
}

/** An alarm with its logical id. */
export type Alarm = readonly [id: string, Resource];

interface Condition extends Persistence {
  readonly ComparisonOperator: Comparison;
  readonly Threshold: number;
  /** Of a calculated alarm; else the properties of one metric stand in its place. */
  readonly Metrics?: readonly object[];
}

type Comparison = 'GreaterThanThreshold' | 'LessThanThreshold';

/**
 * In how many periods of five minutes it must be so, out of how many.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
interface Persistence {
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm?: number;
}

type Statistic = 'Sum' | 'Maximum' | 'Minimum';

/** A metric that the expression of a calculated alarm names. */
interface Query {
  readonly Id: string;
  readonly ReturnData: boolean;
  readonly MetricStat: object;
}

const fiveMinutes = 300;

export const atOnce: Persistence = { EvaluationPeriods: 1 };

export const forFifteenMinutes: Persistence = { EvaluationPeriods: 3 };

/** For what is seen only when a message comes back, which may take an hour. */
export function withinAnHour(DatapointsToAlarm: number): Persistence {
  return { EvaluationPeriods: 12, DatapointsToAlarm };
}

export function alarm(
  { prefix, parameters }: Service,
  id: string,
  { name, means, impact, first, condition, silence = 'notBreaching' }: AlarmDescription,
): Alarm {
  const tell = parameters.alarmTopic === '' ? [] : [parameters.alarmTopic];
  return [
    id,
    {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: `${prefix}-${name}`,
        AlarmDescription: `${means}\nImpact: ${impact}\nFirst: ${first}`,
        ...condition,
        TreatMissingData: silence,
        AlarmActions: tell,
        OKActions: tell,
      },
    },
  ];
}

export function above(threshold: number, metric: Metric, statistic: Statistic, persistence: Persistence): Condition {
  return { ...comparison('GreaterThanThreshold', threshold, persistence), ...flat(metric, statistic, fiveMinutes) };
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html */
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

export function query(Id: string, metric: Metric, Stat: Statistic): Query {
  return { Id, ReturnData: false, MetricStat: { Metric: cloudFormation(metric), Period: fiveMinutes, Stat } };
}

/** @param metric that counts */
export function nothingFor(hours: number, metric: Metric): Condition {
  return { ...comparison('LessThanThreshold', 1, { EvaluationPeriods: hours }), ...flat(metric, 'Sum', 3600) };
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
