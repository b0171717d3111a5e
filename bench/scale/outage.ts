/** An outage of four hours, with all messages on the queue when it begins. */
import type { Report } from './report.ts';
import type { Scenario } from './scenario.ts';
import { simulate } from './simulation.ts';
import type { Outage } from './zuora.ts';

const hour = 3_600_000;
const minute = 60_000;

/** It begins before the first call. */
const fourHours = { from: 0, until: 4 * hour };

/** A call in a hundred fails on good days too. */
const everydayFaults = 0.01;

/** With these, the function under load makes 20 calls at once, the most that it can. */
export const manyCalls = { zuoraCallsInFlight: 40, weight: 9 };

export interface OutageRow {
  readonly messages: number;
  /** One message in so many was simulated. */
  readonly oneIn: number;
  readonly kind: Outage['kind'];
  readonly callsAtOnce: number;
  /** After the outage, until 95 % and until all of the messages are finished; minutes. */
  readonly drainOf95: number;
  readonly drain: number;
  /** The largest minute of the drain, and the mean of those in which 95 % were finished. */
  readonly largestMinute: number;
  readonly mean: number;
  readonly wave: number;
  readonly retriesAMessage: number;
  readonly maxReceives: number;
  readonly deadLetters: number;
  readonly lost: number;
  readonly appliedOnce: number;
  readonly appliedAgain: number;
  readonly maxTokensAMinute: number;
}

export function outageScenario(
  messages: number,
  kind: Outage['kind'],
  rest: Pick<Scenario, 'seed' | 'oneIn' | 'stage' | 'functions'>,
): Scenario {
  return { ...rest, messages, faults: everydayFaults, outage: { ...fourHours, kind } };
}

export async function runOutage(scenario: Scenario): Promise<OutageRow> {
  return outageRowOf(await simulate(scenario));
}

/** Of a sample, the numbers of all messages. A minute is then as many as one message stands for, or chance would show. */
function outageRowOf(report: Report): OutageRow {
  const { scenario, outcomes, finishedAMinute, receives, maxReceives, zuora } = report;
  const { messages, outage, oneIn = 1 } = scenario;
  const after = finishedAMinute.slice((outage?.until ?? 0) / minute);
  const drainOf95 = minutesUntil(after, 0.95);
  const mean = (sum(after.slice(0, drainOf95)) * oneIn) / drainOf95;
  const largestMinute = Math.max(...sumsOf(after, oneIn));
  return {
    ...{ messages, oneIn, kind: outage?.kind ?? 'refused', callsAtOnce: report.callsAtOnce },
    ...{ drainOf95, drain: after.length, largestMinute, mean: round(mean), wave: round(largestMinute / mean) },
    ...{ retriesAMessage: round((receives * oneIn) / messages - 1), maxReceives },
    ...{ deadLetters: report.deadLetters * oneIn, lost: (report.expired + report.left) * oneIn },
    ...{ appliedOnce: report.doneOnce * oneIn, appliedAgain: report.doneAgain * oneIn },
    maxTokensAMinute: zuora.maxTokensAMinute,
    ...deadLetterReasons(outcomes),
  };
}

function sumsOf(counts: readonly number[], size: number): number[] {
  const bins = Array.from({ length: Math.ceil(counts.length / size) }, (_, bin) => bin * size);
  return bins.map((first) => sum(counts.slice(first, first + size)));
}

function deadLetterReasons(outcomes: Readonly<Record<string, number>>): object {
  const reasons = Object.entries(outcomes).filter(([outcome]) => outcome.startsWith('dead-letter'));
  return reasons.length > 0 ? { reasons: Object.fromEntries(reasons) } : {};
}

/** In whole minutes. */
function minutesUntil(counts: readonly number[], share: number): number {
  const wanted = sum(counts) * share;
  let finished = 0;
  return (
    counts.findIndex((count) => {
      finished += count;
      return finished >= wanted;
    }) + 1
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function round(number: number): number {
  return Math.round(number * 100) / 100;
}
