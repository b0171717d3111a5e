/** An outage of four hours, with all messages on the queue when it begins. */
import type { Report } from './report.ts';
import { type Scenario, simulate } from './simulation.ts';
import type { Outage } from './zuora.ts';

const hour = 3_600_000;
const minute = 60_000;

/** It begins before the first call. */
export const fourHours = { from: 0, until: 4 * hour };

/** A call in a hundred fails on good days too. */
const everydayFaults = 0.01;

/** All functions of a container together reach 20 calls at once: docs/performance.md. */
export const manyCalls = { zuoraCallsInFlight: 40, weight: 18 };

export interface OutageRow {
  readonly messages: number;
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
  rest: Pick<Scenario, 'seed' | 'stage' | 'functions' | 'latency'>,
): Scenario {
  return { ...rest, messages, faults: everydayFaults, outage: { ...fourHours, kind } };
}

export async function runOutage(scenario: Scenario): Promise<OutageRow> {
  return outageRowOf(await simulate(scenario));
}

export function outageRowOf(report: Report): OutageRow {
  const { scenario, outcomes, finishedAMinute, receives, maxReceives, zuora } = report;
  const { messages, outage } = scenario;
  const over = (outage?.until ?? 0) / minute;
  const after = finishedAMinute.slice(over);
  const drainOf95 = minutesUntil(after, 0.95);
  const mean = sum(after.slice(0, drainOf95)) / drainOf95;
  const largestMinute = Math.max(...after);
  return {
    ...{ messages, kind: outage?.kind ?? 'refused', callsAtOnce: report.callsAtOnce },
    ...{ drainOf95, drain: after.length, largestMinute, mean: round(mean), wave: round(largestMinute / mean) },
    ...{ retriesAMessage: round(receives / messages - 1), maxReceives },
    ...{ deadLetters: report.deadLetters, lost: report.expired + report.left },
    ...{ appliedOnce: report.doneOnce, appliedAgain: report.doneAgain },
    maxTokensAMinute: zuora.maxTokensAMinute,
    ...deadLetterReasons(outcomes),
  };
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
