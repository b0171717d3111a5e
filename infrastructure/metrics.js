/**
 * The metrics that alarms and dashboard look at.
 */

/** @typedef {import('./service.js').Service} Service */
/** @typedef {{ namespace: string, name: string, dimensions: Record<string, string> }} Metric */

/**
 * What the functions tell of themselves, in lib/telemetry.ts.
 *
 * @param {Service} service
 * @param {string} operation
 * @param {string} metric
 * @returns {Metric}
 */
export function own({ name, prefix }, operation, metric) {
  return { namespace: name, name: metric, dimensions: { service: prefix, operation } };
}

/**
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 *
 * @param {Service} service
 * @param {string} operation
 * @param {'Invocations' | 'Errors' | 'Throttles' | 'Duration'} name
 * @returns {Metric}
 */
export function lambda({ prefix }, operation, name) {
  return { namespace: 'AWS/Lambda', name, dimensions: { FunctionName: `${prefix}-${operation}` } };
}

/**
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 *
 * @param {Service} service
 * @param {string} queue
 * @param {string} name
 * @returns {Metric}
 */
export function sqs({ prefix }, queue, name) {
  return { namespace: 'AWS/SQS', name, dimensions: { QueueName: `${prefix}-${queue}` } };
}

/**
 * Of the ledger. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 *
 * @param {Service} service
 * @param {string} name
 * @returns {Metric}
 */
export function dynamodb({ prefix }, name) {
  return { namespace: 'AWS/DynamoDB', name, dimensions: { TableName: `${prefix}-ledger` } };
}

/**
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch-Logs-Monitoring-CloudWatch-Metrics.html
 *
 * @param {Service} service
 * @param {string} operation
 * @returns {Metric}
 */
export function logBytes({ prefix }, operation) {
  return {
    namespace: 'AWS/Logs',
    name: 'IncomingBytes',
    dimensions: { LogGroupName: `/aws/lambda/${prefix}-${operation}` },
  };
}
