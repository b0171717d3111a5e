/** An order to end a user's access to one entity, and what lifts it. */

/** Newest times only, so that no order of arrival matters. In milliseconds since the epoch. */
export interface RevocationOrder {
  /** The newest order. */
  readonly orderedAt?: number | undefined;
  /** The newest request of a publisher, or the newest `unblock`. */
  readonly liftedAt?: number | undefined;
  /** The newest order that only `unblock` lifts. */
  readonly heldAt?: number | undefined;
  /** The newest `unblock`. */
  readonly unblockedAt?: number | undefined;
}

/** Whether it forbids access. Of an order and what lifts it at the same time, the order counts. */
export function isInForce(order: RevocationOrder): boolean {
  return isNotBefore(order.orderedAt, order.liftedAt) || isHeld(order);
}

/** Whether only `unblock` lifts it. */
export function isHeld({ heldAt, unblockedAt }: RevocationOrder): boolean {
  return isNotBefore(heldAt, unblockedAt);
}

/** When the newest order was given, in force or not; -Infinity if there was none. */
export function newestOrder({ orderedAt = -Infinity, heldAt = -Infinity }: RevocationOrder): number {
  return Math.max(orderedAt, heldAt);
}

/** All that two orders say. */
export function mergeOrders(one: RevocationOrder = {}, other: RevocationOrder): RevocationOrder {
  return {
    orderedAt: newest(one.orderedAt, other.orderedAt),
    liftedAt: newest(one.liftedAt, other.liftedAt),
    heldAt: newest(one.heldAt, other.heldAt),
    unblockedAt: newest(one.unblockedAt, other.unblockedAt),
  };
}

/** The later of two times, if there is any. */
export function newest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || (other !== undefined && other > one) ? other : one;
}

function isNotBefore(time: number | undefined, other: number | undefined): boolean {
  return time !== undefined && (other === undefined || time >= other);
}
