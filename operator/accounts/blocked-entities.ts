/** The orders that keep a user from entities, and how they have changed since an operator was shown them. */
import { reasonsOf } from '../../lib/account/account.ts';
import type { LinkedAccount } from '../../lib/account/account-item.ts';
import { withOpenChanges } from '../../lib/account/cut-off.ts';
import { isHeld, isInForce, newestOrder } from '../../lib/account/revocation-order.ts';

/** An order in force. */
export interface BlockedEntity {
  readonly entityId: string;
  /** Milliseconds since the epoch. */
  readonly orderedAt: number;
  /** Whether no newer request lifts it. */
  readonly isHeld: boolean;
}

/**
 * The orders in force.
 *
 * @param chosen the ids to look at; left out, all that the account lists. An order may hold in others too
 */
export function blockedEntities(linked: LinkedAccount, chosen?: readonly string[]): readonly BlockedEntity[] {
  const { account } = withOpenChanges(linked);
  return (chosen ?? [...account.entities.keys()]).flatMap((entityId) => {
    const { order = {} } = reasonsOf(account, entityId);
    if (!isInForce(order)) return [];
    return [{ entityId, orderedAt: newestOrder(order), isHeld: isHeld(order) }];
  });
}

/** What has become of each order that is another one than was shown: a sentence for each. */
export function describeChanges(shown: readonly BlockedEntity[], linked: LinkedAccount): readonly string[] {
  const ids = shown.map(({ entityId }) => entityId);
  const present = new Map(blockedEntities(linked, ids).map((block) => [block.entityId, block]));
  return shown.flatMap((before) => {
    const now = present.get(before.entityId);
    if (now?.orderedAt === before.orderedAt && now.isHeld === before.isHeld) return [];
    return [`Entity ${before.entityId} ${describePresent(now)}.`];
  });
}

function describePresent(block: BlockedEntity | undefined): string {
  if (block === undefined) return 'is not blocked any more';
  const since = new Date(block.orderedAt).toISOString();
  return block.isHeld ? `is revoked and held since ${since}` : `is revoked since ${since}, and not held`;
}
