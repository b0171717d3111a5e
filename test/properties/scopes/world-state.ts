/** Everything at one moment: ledger, queue, Zuora, clock and processes. A value: what happens makes a new one. */
import type { Item } from '../../../models/dynamodb-table.ts';
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
  /** How many looks a sweep may still send. */
  readonly looks: number;
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
export function nextMoment(state: WorldState, step: number): number {
  const { now, queue, late } = state;
  const ends = [...queue.map(({ visibleAt }) => visibleAt), ...late.map(({ until }) => until)];
  const next = Math.min(...ends, dueAt(state));
  return now + Math.ceil((next - now) / step) * step;
}

/**
 * When a sweep finds an account next; infinity, if none is due, or a look at it waits already. A look at an account that is
 * held changes nothing, so none is sent before the lease expires.
 */
export function dueAt({ items, looks, queue }: WorldState): number {
  if (looks === 0 || queue.some(({ body }) => isLook(body))) return Number.POSITIVE_INFINITY;
  const due = [...items.values()].filter((item) => item['due']);
  return Math.min(...due.map(({ dueAt, freeAt }) => Math.max(Number(dueAt?.N), Number(freeAt?.N))));
}

/** By the text of each message: a search asks in every state. */
const looks = new Map<string, boolean>();

function isLook(body: string): boolean {
  const known = looks.get(body) ?? 'account' in JSON.parse(body);
  looks.set(body, known);
  return known;
}
