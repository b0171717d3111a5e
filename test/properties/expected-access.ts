/** Which access is to exist, from the text of the rules alone: a model of its own, for the tests to hold the service against. */

/** What one event says. Times in milliseconds since the epoch. */
export type Statement = { readonly time: number; readonly entityIds: readonly string[] } & (
  | { readonly kind: 'request'; readonly key: string; readonly expiresAt: number | undefined }
  | { readonly kind: 'end'; readonly keys: readonly string[] }
  | { readonly kind: 'order'; readonly isHeld: boolean }
  | { readonly kind: 'approve' }
);

/** Whether a user is to have an entity, of whom all of this was said, in whatever order. */
export function isExpected(all: readonly Statement[], entityId: string, now: number): boolean {
  const said = all.filter(({ entityIds }) => entityIds.includes(entityId));
  const requests = said.filter((one) => one.kind === 'request');
  const ends = said.filter((one) => one.kind === 'end');
  const orders = said.filter((one) => one.kind === 'order');
  const orderedAt = Math.max(...orders.map(({ time }) => time));
  const liftedAt = Math.max(...requests.map(({ time }) => time));
  // Of an order and a request of one moment the order counts. No request lifts an order that is held.
  if (orders.some(({ isHeld }) => isHeld) || (orders.length > 0 && orderedAt >= liftedAt)) return false;
  const isOver = ({ time, key }: (typeof requests)[number]) =>
    time <= orderedAt ||
    requests.some((other) => other.key === key && other.time > time) ||
    ends.some((end) => end.keys.includes(key) && end.time >= time);
  const isRunning = requests.some((one) => !isOver(one) && (one.expiresAt === undefined || now < one.expiresAt));
  // An approval is a reason only where nothing else named the entity.
  return isRunning || (said.length > 0 && said.every(({ kind }) => kind === 'approve'));
}
