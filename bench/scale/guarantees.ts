/** What the service guarantees, and the requests to AWS that each guarantee takes. */
import { prices } from './prices.ts';
import type { Report } from './report.ts';

export interface Guarantee {
  readonly guarantee: string;
  /** What it takes of AWS for a message, on the good path. */
  readonly requests: string;
  /** What Powertools' idempotency utility, with its batch processor, has for it. */
  readonly powertools: string;
  readonly dollarsOf: (report: Report) => number;
}

/** Of all messages: without failures, and with some. */
export interface Runs {
  readonly good: Report;
  readonly faulty: Report;
}

/** The share of Zuora's calls that fail. */
export const faults = 0.05;

/**
 * A conditional put before the work, and an update after it, of less than 1 KB each. After a failure the record is deleted in
 * place of the update. So an attempt takes two writes, whatever its end.
 * https://docs.aws.amazon.com/powertools/typescript/latest/features/idempotency/
 */
const powertoolsWrites = (failing: number) => ((2e6 * prices.writeUnit) / (1 - failing)).toFixed(2);

export const ofRequests: readonly Guarantee[] = [
  {
    guarantee: 'A message is delivered at least once',
    requests: 'SQS: a sending, a tenth of a receive and of a delete',
    powertools: 'the same',
    // A container deletes with one request what it has finished of a batch.
    dollarsOf: ({ scenario, lambda }) => (scenario.messages + 2 * lambda.invocations) * prices.sqsRequest,
  },
  {
    guarantee: 'Zuora changes once, however often the event comes, and only the owner of a lease writes its outcome',
    requests: 'ledger: claim and settle',
    powertools: `${powertoolsWrites(0)}, or ${powertoolsWrites(faults)} with failures: no lease; a failed attempt is forgotten`,
    dollarsOf: unitsOf('claim', 'settle'),
  },
  {
    guarantee: 'The newest word about a user counts in any order, and access ends by itself',
    requests: 'linked account: acquire and release, an entry of its index; of a new user a mark for earlier releases',
    powertools: 'no',
    dollarsOf: unitsOf('acquire', 'record or release', 'mark for earlier releases'),
  },
  {
    guarantee: 'Every change is on record for auditors',
    requests: 'audit log: an entry with its index; of a new user the login',
    powertools: 'no',
    dollarsOf: unitsOf('audit entry', 'audit login'),
  },
  {
    guarantee: 'A failed message comes back after a delay of its own',
    requests: 'SQS: a change of visibility; none if all is well',
    powertools: 'no: after the visibility timeout of the queue',
    dollarsOf: ({ sqs }) => sqs.visibilityChanges * prices.sqsRequest,
  },
  {
    guarantee: 'Operators see the outcome of each attempt',
    requests: 'log: a line',
    powertools: 'what you log',
    dollarsOf: ({ logBytes }) => logBytes * prices.logByte,
  },
  {
    guarantee: 'Credentials rotate without a deployment',
    requests: 'secret: a read in five minutes and container',
    powertools: 'its parameters utility',
    dollarsOf: ({ sqs }) => sqs.secrets * prices.secretRead,
  },
];

const timeOf = ({ lambda }: Report) => lambda.gigabyteSeconds * prices.gigabyteSecond;

/** @param few the runs of the stage as it is deployed; @param many with ten calls at once in a container */
export function ofFunction(few: Runs, many: Runs): Guarantee {
  return {
    guarantee: 'The function looks, writes, and looks again before it gives up',
    requests: 'Lambda: a tenth of an invocation, its time with ten calls at once',
    powertools: 'a write alone: about half of the time',
    dollarsOf: (report) =>
      report.lambda.invocations * prices.invocation + timeOf(report === few.good ? many.good : many.faulty),
  };
}

export function ofLimit(few: Runs, many: Runs): Guarantee {
  return {
    guarantee: 'All functions together make 20 calls at once',
    requests: 'Lambda: the time that messages of a batch wait for each other',
    powertools: 'no: ten calls at once in each container',
    dollarsOf: (report) => timeOf(report) - timeOf(report === few.good ? many.good : many.faulty),
  };
}

/** @param dollars of all looks, when all is well */
export function ofLook(dollars: number): Guarantee {
  return {
    guarantee: 'A request is followed until an administrator has granted it',
    requests: 'a look: two writes and an entry, with their indexes, SQS, Lambda, a line of the log',
    powertools: 'no',
    dollarsOf: () => dollars,
  };
}

function unitsOf(...purposes: readonly string[]): (report: Report) => number {
  return ({ dynamodb }) =>
    purposes.reduce((sum, purpose) => sum + (dynamodb[purpose]?.units ?? 0), 0) * prices.writeUnit;
}
