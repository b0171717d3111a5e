/**
 * An alarm in CloudFormation's terms; none can be made without saying what it means, its impact and what to do first.
 */

/** @typedef {import('./metrics.js').Metric} Metric */
/** @typedef {import('./service.js').Service} Service */
/** @typedef {'Sum' | 'Maximum' | 'Minimum'} Statistic */

/**
 * @typedef {object} Alarm
 * @property {string} name after the stage's prefix
 * @property {string} means what has happened
 * @property {string} impact what comes of it if nothing is done
 * @property {string} first thing to do
 * @property {object} condition when it goes off
 * @property {'notBreaching' | 'breaching'} [silence] what no data means; without it, that all is well
 */

const fiveMinutes = 300;

/**
 * In how many periods of five minutes it must be so, out of how many.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 *
 * @typedef {{ EvaluationPeriods: number, DatapointsToAlarm?: number }} Persistence
 */

/** @type {Persistence} */
export const atOnce = { EvaluationPeriods: 1 };

/** @type {Persistence} */
export const forFifteenMinutes = { EvaluationPeriods: 3 };

/**
 * For what is seen only when a message comes back, which may take an hour.
 *
 * @param {number} DatapointsToAlarm
 * @returns {Persistence}
 */
export function withinAnHour(DatapointsToAlarm) {
  return { EvaluationPeriods: 12, DatapointsToAlarm };
}

/**
 * @param {Service} service
 * @param {string} id
 * @param {Alarm} alarm
 */
export function alarm({ prefix, parameters }, id, { name, means, impact, first, condition, silence = 'notBreaching' }) {
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

/**
 * @param {number} threshold
 * @param {Metric} metric
 * @param {Statistic} statistic
 * @param {Persistence} persistence
 */
export function above(threshold, metric, statistic, persistence) {
  return { ...comparison('GreaterThanThreshold', threshold, persistence), ...flat(metric, statistic, fiveMinutes) };
}

/**
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 *
 * @param {number} threshold
 * @param {string} Expression
 * @param {object[]} queries
 * @param {Persistence} persistence
 */
export function calculated(threshold, Expression, queries, persistence) {
  return {
    ...comparison('GreaterThanThreshold', threshold, persistence),
    Metrics: [{ Id: 'result', Expression, ReturnData: true }, ...queries],
  };
}

/**
 * @param {string} Id
 * @param {Metric} metric
 * @param {Statistic} Stat
 */
export function query(Id, metric, Stat) {
  return { Id, ReturnData: false, MetricStat: { Metric: cloudFormation(metric), Period: fiveMinutes, Stat } };
}

/**
 * @param {number} hours
 * @param {Metric} metric that counts
 */
export function nothingFor(hours, metric) {
  return { ...comparison('LessThanThreshold', 1, { EvaluationPeriods: hours }), ...flat(metric, 'Sum', 3600) };
}

/**
 * @param {string} ComparisonOperator
 * @param {number} Threshold
 * @param {Persistence} persistence
 */
function comparison(ComparisonOperator, Threshold, persistence) {
  return { ComparisonOperator, Threshold, ...persistence };
}

/**
 * @param {Metric} metric
 * @param {Statistic} Statistic
 * @param {number} Period seconds
 */
function flat(metric, Statistic, Period) {
  return { ...cloudFormation(metric), Statistic, Period };
}

/** @param {Metric} metric */
function cloudFormation({ namespace, name, dimensions }) {
  return {
    Namespace: namespace,
    MetricName: name,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  };
}
