/** What a million messages cost, by the guarantee that each request is for: counted, and multiplied by AWS's prices. */
import { manyCalls } from './outage.ts';
import { prices } from './prices.ts';
import type { Report } from './report.ts';
import { simulate } from './simulation.ts';

export interface CostRow {
  readonly guarantee: string;
  /** What it takes of AWS for a message, on the good path. */
  readonly requests: string;
  /** Dollars for a million messages: all is well, and one of twenty calls to Zuora fails. */
  readonly good: number;
  readonly faulty: number;
}

/** The two runs of a stage: without failures, and with five of a hundred calls failing. */
interface Runs {
  readonly good: Report;
  readonly faulty: Report;
}

export async function measureCost(seed: number, messages: number): Promise<CostRow[]> {
  const run = async (stage?: typeof manyCalls): Promise<Runs> => ({
    good: await simulate({ seed, messages, isAccess: true, stage }),
    faulty: await simulate({ seed, messages, isAccess: true, stage, faults: 0.05 }),
  });
  const looked = await simulate({ seed, messages, isAccess: true, stage: manyCalls, looks: true });
  const few = await run();
  const many = await run(manyCalls);
  const row = (guarantee: string, requests: string, dollarsOf: (report: Report) => number): CostRow => ({
    ...{ guarantee, requests },
    good: perMillion(dollarsOf(few.good), messages),
    faulty: perMillion(dollarsOf(few.faulty), messages),
  });
  const time = (report: Report) => report.lambda.gigabyteSeconds * prices.gigabyteSecond;
  const timeOfMany = (report: Report) => time(report === few.good ? many.good : many.faulty);
  return [
    row('The message is delivered, at least once', 'one in ten receives and deletes of SQS, one sending', delivery),
    row(
      'The function runs, with ten calls at once in a container',
      'Lambda: a tenth of an invocation, its time',
      (report) => report.lambda.invocations * prices.invocation + timeOfMany(report),
    ),
    row('Calls at once stay within a share of what Zuora allows', 'Lambda: longer batches', (report) =>
      Math.max(0, time(report) - timeOfMany(report)),
    ),
    row(
      'Zuora changes once, however often the event comes',
      'DynamoDB: claim and settle the record',
      units('claim', 'settle'),
    ),
    row(
      'The newest word about a user counts, and access ends by itself',
      'DynamoDB: acquire and release the linked account, with its index',
      units('acquire', 'record or release', 'mark for earlier releases'),
    ),
    row(
      'Every change is on record for auditors',
      'DynamoDB: an entry with its index; of a new user the login too',
      units('audit entry', 'audit login'),
    ),
    row(
      'A failed message comes back when it may succeed',
      'SQS: a change of visibility; none if all is well',
      (report) => report.sqs.visibilityChanges * prices.sqsRequest,
    ),
    row(
      'Operators see what became of each message',
      'CloudWatch: a line of the log',
      (report) => report.logBytes * prices.logByte,
    ),
    row(
      'The credentials rotate without a deployment',
      'Secrets Manager: one read in five minutes and container',
      (report) => report.sqs.secrets * prices.secretRead,
    ),
    row(
      'A request that an administrator has to grant is followed, until it is granted',
      'a look: two writes, a read of Zuora, SQS',
      () => lookOf(looked) - lookOf(many.good),
    ),
  ];
}

/** All that a run takes that looks take too. A message of a look is sent, received and deleted with nine others. */
function lookOf(report: Report): number {
  const { dynamodb, lambda } = report;
  const writes = Object.entries(dynamodb).reduce((sum, [, { units }]) => sum + units, 0) * prices.writeUnit;
  const sqs = 3 * lambda.invocations * prices.sqsRequest;
  const log = report.logBytes * prices.logByte;
  return writes + sqs + log + lambda.invocations * prices.invocation + lambda.gigabyteSeconds * prices.gigabyteSecond;
}

/** A container deletes the messages that it has finished of a batch with one request, as it receives them. */
function delivery({ scenario, lambda }: Report): number {
  return (scenario.messages + 2 * lambda.invocations) * prices.sqsRequest;
}

function units(...purposes: readonly string[]): (report: Report) => number {
  return ({ dynamodb }) =>
    purposes.reduce((sum, purpose) => sum + (dynamodb[purpose]?.units ?? 0), 0) * prices.writeUnit;
}

function perMillion(dollars: number, messages: number): number {
  return Math.round(((dollars * 1e6) / messages) * 100) / 100;
}

/**
 * Of Powertools' idempotency utility: a conditional put before the work and an update after it, of less than 1 KB each. If the
 * work fails, it deletes the record in place of the update. So an attempt takes two writes, whatever its end.
 * https://docs.aws.amazon.com/powertools/typescript/latest/features/idempotency/
 *
 * @param faults the share of attempts that fail
 */
export function powertoolsWrites(faults: number): number {
  const attempts = 1 / (1 - faults);
  return Math.round(2e6 * attempts * prices.writeUnit * 100) / 100;
}
