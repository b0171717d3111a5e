/** One run: messages, a stage and Zuora, from the first message until the last is finished, or until the time is over. */
import { setImmediate } from 'node:timers/promises';
import { identityOf } from '../../lib/event/event.ts';
import { Ledger } from '../../lib/ledger/ledger.ts';
import { userIdentity } from '../../lib/ledger/user-item.ts';
import type { Settings } from '../../lib/settings.ts';
import { randomness } from '../../models/randomness.ts';
import { Timeline } from '../../models/timeline.ts';
import type { AwsRequests } from './aws-clients.ts';
import { CountingTelemetry } from './counting-telemetry.ts';
import { SimulatedDynamodb } from './dynamodb.ts';
import { SimulatedFunction } from './function.ts';
import { SimulatedQueue } from './queue.ts';
import { QuickLedger } from './quick-ledger.ts';
import { type Report, reportOf } from './report.ts';
import type { Scenario } from './scenario.ts';
import { type StageFunction, stageFunction } from './stage.ts';
import {
  accessRequests,
  bodyOf,
  connections,
  eventIdOf,
  eventSource,
  loginOf,
  messageIdOf,
  type Work,
} from './work.ts';
import { productionLimits, SimulatedZuora } from './zuora.ts';

/** Of a call of DynamoDB, with the function's own work on it; milliseconds. */
const dynamodbLatency = 6;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const maxInFlight = 120_000;

/** Of an event that requests access, with a mark for earlier releases. */
const callsOfEvent = 6;

export async function simulate(scenario: Scenario): Promise<Report> {
  const { until = Number.POSITIVE_INFINITY, looks = false } = scenario;
  const timeline = new Timeline();
  const startedAt = timeline.now();
  const stage = stageFunction('requestUserAccess', scenario.stage);
  const { queues, lambdas, ...world } = worldOf(scenario, timeline, stage);
  await runUntil(timeline, startedAt + until, () => Promise.all(lambdas.map((lambda) => lambda.run())));
  const [first] = lambdas;
  const lookAtAll = async () => first?.lookAtAll(scenario.messages);
  if (looks) await runUntil(timeline, Number.POSITIVE_INFINITY, lookAtAll);
  return reportOf({ ...world, scenario, startedAt, stage, timeline, queues, lambdas });
}

function worldOf(scenario: Scenario, timeline: Timeline, stage: StageFunction) {
  const { seed, isAccess = false, latency = 200, limits = productionLimits, outage, faults = 0, oneIn = 1 } = scenario;
  const { random, uuid } = randomness(seed);
  const messages = Math.ceil(scenario.messages / oneIn);
  const work = isAccess ? accessRequests : connections;
  const zuora = new SimulatedZuora({ timeline, random, messages, work, latency, limits, outage, faults });
  const telemetry = new CountingTelemetry(timeline.now);
  const requests: AwsRequests = { visibilityChanges: 0, deadLetters: 0, queueUrls: 0, secrets: 0 };
  const stores = storesOf(scenario, timeline, work);
  const queues = Array.from({ length: scenario.functions ?? 1 }, (_, part) =>
    queueOf(scenario, { part, messages, work }, stage, timeline, random),
  );
  const lambdas = queues.map((queue) => {
    const around = { timeline, random, uuid, queue, telemetry, requests, work, http: zuora.http, rest: oneIn - 1 };
    return new SimulatedFunction({ ...around, ...stores }, stage);
  });
  return { zuora, telemetry, requests, dynamodb: stores.dynamodb, queues, lambdas };
}

/** Where the service keeps its records. */
function storesOf({ isAccess, looks }: Scenario, timeline: Timeline, { name }: Work) {
  const dynamodb = new SimulatedDynamodb({ timeline, latency: dynamodbLatency });
  const records: ConstructorParameters<typeof QuickLedger>[0] = new Map();
  const quickLatency = (dynamodbLatency * callsOfEvent) / 2;
  return {
    dynamodb,
    ledgerOf: (settings: Settings) =>
      isAccess
        ? new Ledger(dynamodb, settings, timeline.now)
        : new QuickLedger(records, settings, timeline, quickLatency),
    forget: (index: number) => {
      records.delete(messageIdOf(index));
      if (!isAccess || looks) return;
      dynamodb.forget('ledger', identityOf(name, eventSource, eventIdOf(index)));
      dynamodb.forget('accounts', userIdentity(loginOf(index)));
    },
  };
}

function queueOf(
  { rate, functions = 1, oneIn = 1 }: Scenario,
  { part, messages, work }: { readonly part: number; readonly messages: number; readonly work: Work },
  { settings }: StageFunction,
  { now }: Timeline,
  random: () => number,
): SimulatedQueue {
  const startedAt = now();
  return new SimulatedQueue({
    ...{ numbers: { first: part, step: functions, end: messages }, now, random, maxInFlight: maxInFlight / oneIn },
    ...{ visibilityTimeout: settings.visibilityTimeout, queueRetention: settings.queueRetention },
    bodyOf: (index, sentAt) => bodyOf(work, index, sentAt),
    sentAt: (index) => (rate === undefined ? startedAt : startedAt + (index * oneIn * 1000) / rate),
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
