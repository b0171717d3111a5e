/** The metrics of alarms and dashboard. */
import type { MetricName } from '../lib/telemetry.ts';
import type { Service } from './service.ts';
import type { TableName } from './tables.ts';
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A metric that the functions publish. */
export function own({ name, prefix }: Service, operation: string, metric: MetricName): Metric {
  return { namespace: name, name: metric, dimensions: { service: prefix, operation } };
}

/**
 * Finds a metric that the functions publish for each source. A dashboard can search, an alarm cannot.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
 *
 * @param period seconds
 */
export function searchBySource({ name, prefix }: Service, metric: MetricName, period: number): string {
  const schema = `{${name},operation,service,source}`;
  return `SEARCH('${schema} MetricName="${metric}" service="${prefix}"', 'Sum', ${period})`;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
export function lambda(
  { prefix }: Service,
  operation: string,
  name: 'Invocations' | 'Errors' | 'Throttles' | 'Duration',
): Metric {
  return { namespace: 'AWS/Lambda', name, dimensions: { FunctionName: `${prefix}-${operation}` } };
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
export function sqs({ prefix }: Service, queue: string, name: string): Metric {
  return { namespace: 'AWS/SQS', name, dimensions: { QueueName: `${prefix}-${queue}` } };
}

/** A metric of a table: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html */
export function dynamodb({ prefix }: Service, table: TableName, name: string): Metric {
  return { namespace: 'AWS/DynamoDB', name, dimensions: { TableName: `${prefix}-${table}` } };
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch-Logs-Monitoring-CloudWatch-Metrics.html */
export function logBytes({ prefix }: Service, operation: string): Metric {
  return {
    namespace: 'AWS/Logs',
    name: 'IncomingBytes',
    dimensions: { LogGroupName: `/aws/lambda/${prefix}-${operation}` },
  };
}
