/** What a run tells. */
import type { Timeline } from '../../models/timeline.ts';
import type { AwsRequests } from './aws-clients.ts';
import type { CountingTelemetry } from './counting-telemetry.ts';
import type { SimulatedDynamodb } from './dynamodb.ts';
import type { SimulatedFunction } from './function.ts';
import type { SimulatedQueue } from './queue.ts';
import type { Scenario } from './scenario.ts';
import type { StageFunction } from './stage.ts';
import type { SimulatedZuora } from './zuora.ts';

interface Run {
  readonly scenario: Scenario;
  readonly startedAt: number;
  readonly stage: StageFunction;
  readonly timeline: Timeline;
  readonly zuora: SimulatedZuora;
  readonly dynamodb: SimulatedDynamodb;
  readonly telemetry: CountingTelemetry;
  readonly requests: AwsRequests;
  readonly queues: readonly SimulatedQueue[];
  readonly lambdas: readonly SimulatedFunction[];
}

export type Report = ReturnType<typeof reportOf>;

/** GB of a function, as serverless.yml has it. */
const memory = 0.5;

const minute = 60_000;

export function reportOf({ scenario, startedAt, stage, timeline, zuora, telemetry, queues, lambdas, ...aws }: Run) {
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  const minutes = (timeline.now() - startedAt) / minute;
  const receives = sum(queues.map((queue) => queue.totalReceives));
  return {
    scenario,
    minutes,
    callsAtOnce: stage.containers * stage.settings.callsInFlight * lambdas.length,
    outcomes: Object.fromEntries([...telemetry.outcomes].toSorted()),
    left: sum(queues.map(({ length }) => length)),
    deadLetters: aws.requests.deadLetters + sum(queues.map(({ moved }) => moved)),
    /** Deleted by SQS. */
    expired: sum(queues.map(({ expired }) => expired)),
    doneOnce: zuora.done.filter((times) => times === 1).length,
    doneAgain: zuora.done.filter((times) => times > 1).length,
    receives,
    maxReceives: Math.max(...queues.map((queue) => queue.maxReceives)),
    maxInFlightOnQueue: Math.max(...queues.map(({ maxInFlight }) => maxInFlight)),
    warnings: telemetry.warnings.slice(0, 3),
    zuora: {
      calls: sum(zuora.calls.all),
      maxCallsAMinute: Math.max(0, ...zuora.calls.all),
      maxInFlight: zuora.maxInFlight,
      throttled: zuora.throttled,
      tokens: sum(zuora.tokens.all),
      maxTokensAMinute: Math.max(0, ...zuora.tokens.all),
    },
    lambda: {
      invocations: sum(lambdas.map(({ invocations }) => invocations)),
      gigabyteSeconds: (sum(lambdas.map(({ billedMilliseconds }) => billedMilliseconds)) / 1000) * memory,
    },
    dynamodb: Object.fromEntries([...aws.dynamodb.consumed].toSorted()),
    sqs: aws.requests,
    logBytes: telemetry.logBytes,
    waits: { median: quantile(telemetry.waits, 0.5), slow: quantile(telemetry.waits, 0.95) },
    finishedAMinute: telemetry.finished.all,
  };
}

function quantile(numbers: readonly number[], share: number): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length * share)] ?? 0;
}
