/** How many people have access to each entity, as far as the linked accounts tell. */
import type { LinkedAccount } from '../../lib/account/account-item.ts';
import { knownEntities } from '../../lib/account/known-entities.ts';
import { answerOf } from './access-answer.ts';
import { holderOf } from './entity-holders.ts';

export interface EntityCount {
  readonly entityId: string;
  /** People with access; those whom nothing explains are among them. */
  readonly access: number;
  readonly unmanaged: number;
  readonly pending: number;
  /** When the oldest request was sent that is pending; milliseconds since the epoch. Undefined if none was sent. */
  readonly oldestRequest: number | undefined;
}

/** @param now milliseconds since the epoch */
export function countByEntity(accounts: readonly LinkedAccount[], now: number): readonly EntityCount[] {
  const holders = accounts.flatMap((linked) =>
    [...new Set([...knownEntities(linked), ...(linked.unmanaged?.keys() ?? [])])].flatMap(
      (entityId) => holderOf(linked, entityId, now) ?? [],
    ),
  );
  return [...Map.groupBy(holders, ({ entityId }) => entityId)].map(([entityId, all]) => {
    const pending = all.filter(({ state }) => answerOf(state) === 'pending');
    const requests = pending.flatMap(({ requestedAt }) => requestedAt ?? []);
    return {
      entityId,
      access: all.filter(({ state }) => answerOf(state) === 'yes').length,
      unmanaged: all.filter(({ state }) => state === 'unmanaged').length,
      pending: pending.length,
      oldestRequest: requests.length > 0 ? Math.min(...requests) : undefined,
    };
  });
}
