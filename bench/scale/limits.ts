/** What limits the stage at which load, and which settings follow. */
import { manyCalls } from './outage.ts';
import type { Report } from './report.ts';
import type { Scenario } from './scenario.ts';
import { simulate } from './simulation.ts';
import { productionLimits } from './zuora.ts';

const minute = 60_000;
const threeDays = 3 * 86_400;

type Load = Pick<Scenario, 'rate' | 'stage' | 'limits' | 'functions'> & {
  readonly name: string;
  readonly settings: string;
  readonly messages: number;
};

const until = 5 * minute;
const asDeployed = 'as deployed';
const raised = '`zuoraCallsInFlight: 40`, `weight: 9`';
const all = { stage: { zuoraCallsInFlight: 40 }, functions: 9 };
/** Other integrations have three calls of four. */
const busyTenant = { ...productionLimits, inFlight: 10 };

const loads: readonly Load[] = [
  { name: '1 a second', settings: asDeployed, rate: 1, messages: 300 },
  { name: '100 a second', settings: asDeployed, rate: 100, messages: 30_000 },
  { name: '100 a second', settings: raised, rate: 100, messages: 30_000, stage: manyCalls },
  {
    name: '100 a second to all queues',
    settings: '`zuoraCallsInFlight: 40`',
    ...{ rate: 100, messages: 30_000, ...all },
  },
  {
    name: '100 a second to all queues, Zuora busy',
    settings: '`zuoraCallsInFlight: 40`',
    ...{ rate: 100, messages: 30_000, ...all, limits: busyTenant },
  },
  { name: '10,000 a second', settings: raised, rate: 10_000, messages: 3_000_000, stage: manyCalls },
  { name: 'a million at once', settings: asDeployed, messages: 1_000_000 },
  { name: 'a million at once', settings: raised, messages: 1_000_000, stage: manyCalls },
];

export interface LimitRow {
  readonly load: string;
  readonly settings: string;
  readonly callsAtOnce: number;
  readonly finishedASecond: number;
  /** Of the messages that were finished; seconds. */
  readonly medianWait: number;
  readonly waiting: number;
  /** How many messages such a stage works off in the three days that a message may take. */
  readonly inThreeDays: number;
  readonly maxInFlight: number;
  readonly throttled: number;
  readonly maxTokensAMinute: number;
}

export async function measureLimits(seed: number): Promise<LimitRow[]> {
  const rows: LimitRow[] = [];
  for (const { name, settings, ...load } of loads) {
    rows.push(rowOf(name, settings, await simulate({ seed, until, ...load })));
  }
  return rows;
}

function rowOf(load: string, settings: string, report: Report): LimitRow {
  const finished = report.finishedAMinute.reduce((sum, count) => sum + count, 0);
  const seconds = report.minutes * 60;
  return {
    ...{ load, settings, callsAtOnce: report.callsAtOnce },
    finishedASecond: round(finished / seconds),
    medianWait: round(report.waits.median / 1000),
    waiting: report.left,
    inThreeDays: Math.round((finished / seconds) * threeDays),
    maxInFlight: report.zuora.maxInFlight,
    throttled: report.zuora.throttled,
    maxTokensAMinute: report.zuora.maxTokensAMinute,
  };
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}
