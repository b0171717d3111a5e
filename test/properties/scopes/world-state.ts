/** Everything at one moment: ledger, queue, Zuora, clock and processes. A value: what happens makes a new one. */
import type { Item } from '../world/dynamodb-table.ts';
import type { Position } from './behaviour.ts';
import type { Chronicle } from './chronicle.ts';
import type { ZuoraRequest } from './effect.ts';
import type { QueueModel } from './queue-model.ts';
import type { Tenant } from './zuora-model.ts';

/** A process at work. */
export interface Worker {
  /** Counts all deliveries of the run. */
  readonly delivery: number;
  readonly messageId: string;
  readonly position: Position;
  /** It stands still. */
  readonly isSuspended: boolean;
}

/** A write that Zuora is at work on, though nobody listens any more. */
export interface LateWrite {
  /** Which call of the run it is. */
  readonly call: number;
  readonly request: ZuoraRequest;
  /** When Zuora stops working on it at the latest. */
  readonly until: number;
}

export interface WorldState {
  readonly now: number;
  readonly items: ReadonlyMap<string, Item>;
  readonly queue: QueueModel;
  readonly tenant: Tenant;
  readonly late: readonly LateWrite[];
  readonly workers: readonly Worker[];
  /** How many faults may still happen. */
  readonly faults: number;
  /** What has happened. */
  readonly chronicle: Chronicle;
}

/**
 * When a message is to be had next, or Zuora ends a late write; infinity, if nothing is left. SQS takes its time: it shows a
 * message some time after its visibility timeout.
 *
 * @param step milliseconds; the clock goes on by so much, or by more
 */
export function nextMoment({ now, queue, late }: WorldState, step: number): number {
  const next = Math.min(...queue.map(({ visibleAt }) => visibleAt), ...late.map(({ until }) => until));
  return now + Math.ceil((next - now) / step) * step;
}
