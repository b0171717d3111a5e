/** One run: messages, a stage and Zuora, from the first message until the last is finished, or until the time is over. */
import { setImmediate } from 'node:timers/promises';
import { randomness } from '../../models/randomness.ts';
import { Timeline } from '../../models/timeline.ts';
import type { AwsRequests } from './aws-clients.ts';
import { CountingTelemetry } from './counting-telemetry.ts';
import { SimulatedDynamodb } from './dynamodb.ts';
import { SimulatedFunction } from './function.ts';
import { SimulatedQueue } from './queue.ts';
import { type Report, reportOf } from './report.ts';
import { type StageChanges, type StageFunction, stageFunction } from './stage.ts';
import { type Outage, productionLimits, SimulatedZuora, type ZuoraLimits } from './zuora.ts';

export interface Scenario {
  readonly seed: number;
  readonly messages: number;
  /** Messages a second; left out, all are sent at once. */
  readonly rate?: number | undefined;
  readonly stage?: StageChanges | undefined;
  /** Of an answer of Zuora, on average; milliseconds. */
  readonly latency?: number | undefined;
  readonly limits?: ZuoraLimits | undefined;
  readonly outage?: Outage | undefined;
  /** The share of Zuora's calls that fail. */
  readonly faults?: number | undefined;
  /** When the run is broken off; milliseconds after its start. */
  readonly until?: number | undefined;
  /** Whether all accounts are looked at in the end, as a sweep has it done for those with a pending request. */
  readonly looks?: boolean | undefined;
  /** Functions under load, each with a queue and its share of the messages. */
  readonly functions?: number | undefined;
}

/** Of a call of DynamoDB, with the function's own work on it; milliseconds. */
const dynamodbLatency = 6;

const defaultLatency = 200;

/** @param change of the function under load, as for a planted bug */
export async function simulate(scenario: Scenario, change = (stage: StageFunction) => stage): Promise<Report> {
  const { seed, messages, latency = defaultLatency, limits = productionLimits, outage, faults = 0 } = scenario;
  const timeline = new Timeline();
  const startedAt = timeline.now();
  const { random, uuid } = randomness(seed);
  const zuora = new SimulatedZuora({ ...{ timeline, random, messages, latency, limits, outage, faults } });
  const dynamodb = new SimulatedDynamodb({ timeline, latency: dynamodbLatency });
  const telemetry = new CountingTelemetry(timeline.now);
  const requests: AwsRequests = { visibilityChanges: 0, deadLetters: 0, queueUrls: 0, secrets: 0 };
  const stage = change(stageFunction('requestUserAccess', scenario.stage));
  const parts = Array.from({ length: scenario.functions ?? 1 }, (_, part) => {
    const queue = queueOf(scenario, part, stage, timeline, random);
    const around = {
      ...{ timeline, random, uuid, dynamodb, queue, telemetry, requests },
      http: zuora.http,
      keepsItems: scenario.looks === true,
    };
    return { queue, lambda: new SimulatedFunction(around, stage) };
  });
  const queues = parts.map(({ queue }) => queue);
  const lambdas = parts.map(({ lambda }) => lambda);
  const end = startedAt + (scenario.until ?? Number.POSITIVE_INFINITY);
  await runUntil(timeline, end, () => Promise.all(lambdas.map((lambda) => lambda.run())));
  const [first] = lambdas;
  if (scenario.looks && first) await runUntil(timeline, Number.POSITIVE_INFINITY, () => first.lookAtAll(messages));
  return reportOf({ scenario, startedAt, stage, timeline, zuora, dynamodb, telemetry, requests, queues, lambdas });
}

function queueOf(
  { messages, rate, functions = 1 }: Scenario,
  part: number,
  { settings }: StageFunction,
  { now }: Timeline,
  random: () => number,
): SimulatedQueue {
  const startedAt = now();
  return new SimulatedQueue({
    ...{ numbers: { first: part, step: functions, end: messages }, now, random },
    ...{ visibilityTimeout: settings.visibilityTimeout, queueRetention: settings.queueRetention },
    sentAt: (index) => (rate === undefined ? startedAt : startedAt + (index * 1000) / rate),
  });
}

/** Moves the time on from event to event, until the work is done or the time is over. */
async function runUntil(timeline: Timeline, end: number, start: () => Promise<unknown>): Promise<void> {
  let isOver = false;
  const work = start().finally(() => {
    isOver = true;
  });
  // Its failure is thrown below.
  work.catch(() => {});
  for (;;) {
    await setImmediate();
    if (isOver) await work;
    if (isOver || timeline.nextWake > end) return;
    if (timeline.nextWake === Number.POSITIVE_INFINITY) throw new Error('Nobody waits for anything any more.');
    await timeline.advance(timeline.nextWake - timeline.now(), setImmediate);
  }
}
