/** What an idle stage costs in a month: as docs/deploy.md tells it, and as a template has it. */
import { readDocument } from '../markdown.ts';
import type { Resource, Template } from './template.ts';

/** A row of the table. Amounts are in dollars. */
export interface Cost {
  readonly item: string;
  readonly units: string;
  readonly amount: string;
}

/** The columns of the table: a stage with the defaults, and one with every parameter on. */
export type Column = 'defaults' | 'everything';

const secondsInMonth = 30 * 86_400;

/** Lambda scales to fewer only without a maximum concurrency: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const pollersOfMapping = 5;

/** The longest poll that SQS allows, in seconds. */
const longPoll = 20;

/** What SQS counts for a sweep that finds nothing due: the message is sent, received and deleted. */
const requestsOfSweep = 3;

/** How much of each item a template has. */
const unitsOf: Readonly<Record<string, (template: Template) => number>> = {
  'Metrics of the alarms': (template) => sum(template.all('AWS::CloudWatch::Alarm').map(metricsOf)),
  Dashboard: (template) => template.all('AWS::CloudWatch::Dashboard').length,
  'Millions of requests to SQS': (template) =>
    (template.all('AWS::Lambda::EventSourceMapping').length * pollersOfMapping * (secondsInMonth / longPoll) +
      sweepsOf(template) * requestsOfSweep) /
    1e6,
  'Millions of sweeps': (template) => sweepsOf(template) / 1e6,
  Secret: (template) => template.all('AWS::SecretsManager::Secret').length,
  Key: (template) => template.all('AWS::KMS::Key').length,
};

/** Types of resources that cost only what is done with them, and those that the items count. */
export const knownTypes = [
  ...['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::Dashboard', 'AWS::Lambda::EventSourceMapping'],
  ...['AWS::SecretsManager::Secret', 'AWS::KMS::Key', 'AWS::Scheduler::Schedule'],
  ...['AWS::Lambda::Function', 'AWS::Lambda::Version', 'AWS::Logs::LogGroup', 'AWS::DynamoDB::Table'],
  ...['AWS::SQS::Queue', 'AWS::SQS::QueuePolicy', 'AWS::Events::EventBus', 'AWS::Events::EventBusPolicy'],
  ...['AWS::Events::Rule', 'AWS::SNS::Subscription', 'AWS::Scheduler::ScheduleGroup', 'AWS::IAM::Role'],
  'AWS::Pipes::Pipe',
  ...['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'AWS::KMS::Alias', 'AWS::SecretsManager::ResourcePolicy'],
];

/** The rows of the only table with six columns: item, price, and units with their amount for each column. */
const rows = readDocument('docs/deploy.md')
  .split('\n')
  .map((line) => line.split('|').slice(1, -1))
  .filter(({ length }) => length === 6)
  .slice(2)
  .map((cells) => cells.map((cell) => cell.trim()));

/** What docs/deploy.md tells of a column, with its total. */
export function toldCosts(column: Column): Cost[] {
  const first = { defaults: 2, everything: 4 }[column];
  return rows.map((cells) => ({ item: cells[0] ?? '', units: cells[first] ?? '', amount: cells[first + 1] ?? '' }));
}

/** What a template costs at the prices of docs/deploy.md. */
export function costs(template: Template): Cost[] {
  const costs = Object.entries(unitsOf).map(([item, count]) => {
    const price = Number(rows.find(([name]) => name === item)?.[1]);
    const units = count(template);
    return { item, units: String(units), amount: (price * units).toFixed(2) };
  });
  const total = sum(costs.map(({ amount }) => Number(amount)));
  return [...costs, { item: 'Total', units: '', amount: total.toFixed(2) }];
}

/** In a month. */
function sweepsOf(template: Template): number {
  const minutely = template
    .all('AWS::Scheduler::Schedule')
    .filter(({ at }) => at('Properties.ScheduleExpression') === 'rate(1 minute)');
  return (minutely.length * secondsInMonth) / 60;
}

/** CloudWatch charges for each metric that an alarm reads. */
function metricsOf({ at }: Resource): number {
  const queries = at('Properties.Metrics');
  return Array.isArray(queries) ? queries.filter((query) => 'MetricStat' in query).length : 1;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
