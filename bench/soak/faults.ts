/** Faults in Zuora: of single calls, and of all calls for a while. */
import type * as z from 'zod';
import type { plantedFaultSchema } from '../../local/zuora/faults.ts';
import type { Random } from './random.ts';

export interface SoakFault {
  readonly kind: string;
  /** The body for the sandbox. */
  readonly plan: z.input<typeof plantedFaultSchema>;
}

/** Which calls a fault strikes. */
export type FaultPoint = NonNullable<SoakFault['plan']['match']>;

/** The probability that a fault strikes a call. Reads after a failed write have none, so it is a tenth of all calls. */
const strikeChance = 0.115;

const oneSecond = 1000;
const incidentDuration = 6 * oneSecond;

function refusal(code: number, message: string) {
  return { success: false, reasons: [{ code, message }] };
}
const throttled = {
  status: 429,
  headers: { 'Retry-After': '1' },
  body: refusal(50_000_070, 'Too many concurrent requests'),
};
const reset = { reset: true } as const;

type FaultKind = readonly [kind: string, SoakFault['plan']['fault']];

/**
 * All of them are temporary: the next try can succeed. The delay exceeds the timeouts of stage `local`, one second for
 * reads and three for writes. It is rare, because it delays a batch.
 */
const kinds: readonly (readonly [weight: number, FaultKind])[] = [
  [15, ['429', throttled]],
  [15, ['500', { status: 500, body: { reasons: [{ code: 'SystemError', message: 'internal server error' }] } }]],
  [12, ['503', { status: 503, headers: { 'Retry-After': '1' }, body: { message: 'Maintenance' } }]],
  [4, ['502, not JSON', { status: 502, body: '<h1>Bad Gateway</h1>' }]],
  [4, ['200, not JSON', { status: 200, body: '<h1>Welcome</h1>' }]],
  [8, ['200, code 50', { status: 200, body: refusal(53_100_050, 'Lock contention') }]],
  [8, ['200, code 61', { status: 200, body: refusal(53_100_061, 'Temporary error') }]],
  [4, ['200, code 60', { status: 200, body: refusal(53_100_060, 'Internal error') }]],
  [15, ['reset', reset]],
  [14.5, ['answer lost', { dropResponse: true }]],
  [0.5, ['answer late', { delayMs: 3.5 * oneSecond }]],
];

/** The faults that strike a call until it passes. */
export function faultsAt(match: FaultPoint, random: Random): SoakFault[] {
  const faults: SoakFault[] = [];
  while (random.chance(strikeChance)) {
    const fault = oneFaultAt(match, random);
    faults.push(fault);
    // The call takes effect anyway, and is not repeated.
    if ('dropResponse' in fault.plan.fault || 'delayMs' in fault.plan.fault) break;
  }
  return faults;
}

export function oneFaultAt(match: FaultPoint, random: Random): SoakFault {
  const [kind, fault] = random.pick(kinds);
  return { kind, plan: { match, fault } };
}

/** Every call is refused for a while. */
export const storm: SoakFault = { kind: 'storm of 429', plan: { forMs: incidentDuration, fault: throttled } };

/** No call is answered for a while. */
export const outage: SoakFault = { kind: 'total outage', plan: { forMs: incidentDuration, fault: reset } };
