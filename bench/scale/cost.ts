/** What a million messages cost, by the guarantee that each request is for: counted, and multiplied by AWS's prices. */
import { faults, type Guarantee, ofFunction, ofLimit, ofLook, ofRequests, type Runs } from './guarantees.ts';
import { manyCalls } from './outage.ts';
import { prices } from './prices.ts';
import type { Report } from './report.ts';
import { simulate } from './simulation.ts';

export interface CostRow extends Omit<Guarantee, 'dollarsOf'> {
  /** Dollars for a million messages, each about a user of its own: all is well, and one of twenty calls to Zuora fails. */
  readonly good: number;
  readonly faulty: number;
}

export async function measureCost(seed: number, messages: number): Promise<CostRow[]> {
  const run = async (stage?: typeof manyCalls): Promise<Runs> => ({
    good: await simulate({ seed, messages, isAccess: true, stage }),
    faulty: await simulate({ seed, messages, isAccess: true, stage, faults }),
  });
  const few = await run();
  const many = await run(manyCalls);
  const looked = await simulate({ seed, messages, isAccess: true, looks: true });
  const look = allOf(looked) - allOf(few.good);
  const guarantees: readonly Guarantee[] = [...ofRequests, ofFunction(few, many), ofLimit(few, many), ofLook(look)];
  return guarantees.map(({ dollarsOf, ...told }) => ({
    ...told,
    good: perMillion(dollarsOf(few.good), messages),
    faulty: perMillion(dollarsOf(few.faulty), messages),
  }));
}

/** All that a run takes that looks take too. A message of a look is sent, received and deleted with nine others. */
function allOf(report: Report): number {
  const { dynamodb, lambda } = report;
  const writes = Object.entries(dynamodb).reduce((sum, [, { units }]) => sum + units, 0) * prices.writeUnit;
  const sqs = 3 * lambda.invocations * prices.sqsRequest;
  const log = report.logBytes * prices.logByte;
  return writes + sqs + log + lambda.invocations * prices.invocation + lambda.gigabyteSeconds * prices.gigabyteSecond;
}

function perMillion(dollars: number, messages: number): number {
  return Math.round(((dollars * 1e6) / messages) * 100) / 100;
}
