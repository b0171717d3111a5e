/** Which access is to exist, from the text of the rules alone: a model of its own, for the tests to hold the service against. */
import { derivedSource } from '../../lib/event/derived-source.ts';

/** What one event says. Times in milliseconds since the epoch. */
export type Statement = { readonly time: number; readonly entityIds: readonly string[] } & (
  | { readonly kind: 'request'; readonly key: string; readonly expiresAt: number | undefined }
  | { readonly kind: 'end'; readonly keys: readonly string[] }
  | { readonly kind: 'order'; readonly isHeld: boolean }
  | { readonly kind: 'approve' }
  /** What an operator lifts. */
  | { readonly kind: 'unblock' }
  | Decided
);

/** The whole of what the policy decided. Entities that it does not name it may still block. */
interface Decided {
  readonly kind: 'decide';
  readonly generation: number;
  readonly revision: number;
  readonly isBlocked: boolean;
  /** Whether the user is to get nothing new. */
  readonly mayHaveLeft: boolean;
  readonly leftAt: number | undefined;
  readonly granted: readonly string[];
  readonly denied: readonly string[];
  readonly ended: readonly string[];
  readonly expiresAt: number | undefined;
}

/** Whether a user is to get nothing new, as the newest decision says. */
export function mayHaveLeft(all: readonly Statement[]): boolean {
  return decisionsIn(all)[0]?.mayHaveLeft === true;
}

/** The newest first. */
function decisionsIn(all: readonly Statement[]) {
  return all
    .filter((one) => one.kind === 'decide')
    .toSorted((one, other) => other.generation - one.generation || other.revision - one.revision);
}

/** Whether a user is to have an entity, of whom all of this was said, in whatever order. */
export function isExpected(all: readonly Statement[], entityId: string, now: number): boolean {
  const decisions = decisionsIn(all);
  const [decision] = decisions;
  if (decision?.isBlocked || decision?.denied.includes(entityId)) return false;
  const leftAt = Math.max(...decisions.map((one) => one.leftAt ?? Number.NEGATIVE_INFINITY));
  const said = all.filter(({ kind, entityIds }) => kind !== 'decide' && entityIds.includes(entityId));
  const requests = said.filter((one) => one.kind === 'request');
  const ends = said.filter((one) => one.kind === 'end');
  const orders = said.filter((one) => one.kind === 'order');
  const unblockedAt = Math.max(...said.filter(({ kind }) => kind === 'unblock').map(({ time }) => time));
  const orderedAt = Math.max(...orders.map(({ time }) => time));
  const liftedAt = Math.max(unblockedAt, ...requests.map(({ time }) => time));
  // Of an order and a request of one moment the order counts. Only an operator lifts one that is held.
  const isHeld = orders.some((order) => order.isHeld && order.time >= unblockedAt);
  if (isHeld || (orders.length > 0 && orderedAt >= liftedAt)) return false;
  if (decision?.granted.includes(entityId) && (decision.expiresAt === undefined || now < decision.expiresAt))
    return true;
  const isDecided = decisions.some((one) => [...one.granted, ...one.denied, ...one.ended].includes(entityId));
  const isOver = ({ time, key }: (typeof requests)[number]) =>
    (isDecided && key === derivedSource) ||
    time <= orderedAt ||
    time <= leftAt ||
    requests.some((other) => other.key === key && other.time > time) ||
    ends.some((end) => end.keys.includes(key) && end.time >= time);
  const isRunning = requests.some((one) => !isOver(one) && (one.expiresAt === undefined || now < one.expiresAt));
  // An approval is a reason only where nothing else named the entity.
  const isNamed = decisions.some(({ granted, ended }) => [...granted, ...ended].includes(entityId));
  return (
    isRunning || (!isNamed && said.length > 0 && said.every(({ kind, time }) => kind === 'approve' && time > leftAt))
  );
}
