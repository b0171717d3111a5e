/** What publishers may wish of one user's access. */
import { seedEntity, seedUser } from '../../local/zuora/seed.ts';
import type { TenantState } from '../../local/zuora/state.ts';
import type { Wish } from './wishes.ts';

export interface AccessWish extends Wish {
  readonly gives: boolean;
  readonly time: string;
}

const username = seedUser.ada;

/** Germany grants at once, Japan asks its administrator. */
export const accessWishes: readonly AccessWish[] = [
  wish(true, '09:21', seedEntity.germany, seedEntity.japan),
  wish(false, '09:22', seedEntity.germany, seedEntity.japan),
  wish(true, '09:23', seedEntity.germany),
  wish(true, '09:24', seedEntity.japan),
  wish(false, '09:24', seedEntity.japan),
  approval('09:23', seedEntity.japan),
];

function wish(gives: boolean, time: string, ...entityIds: string[]): AccessWish {
  const data = { username, targetEntityIds: entityIds };
  return {
    gives,
    time: `2026-11-21T${time}:00Z`,
    type: gives ? 'zuora.user-access.requested.v1' : 'zuora.user-access.revoked.v1',
    data: gives ? { ...data, entityId: seedEntity.global } : data,
    entityIds: gives ? [seedEntity.global] : entityIds,
    path: `/v1/users/${encodeURIComponent(username)}/${gives ? 'request' : 'deny'}-access`,
    targets: entityIds,
    isTrue: (state, entity) => isGiven(state, entity) === gives,
  };
}

function approval(time: string, entityId: string): AccessWish {
  return {
    ...wish(true, time, entityId),
    type: 'zuora.user-access.approved.v1',
    data: { username, entityId },
    entityIds: [entityId],
    path: `/v1/users/${encodeURIComponent(username)}/accept-access`,
  };
}

/** Whether the user may enter, or will as soon as an administrator says so. */
export function isGiven({ users }: TenantState, entityId: string): boolean {
  const user = users.get(username);
  return user !== undefined && (user.accessible.has(entityId) || user.pending.has(entityId));
}

const inCapitals = username.toUpperCase();
/** With a zero-width space, as a copy from a web page may have it. */
const copied = `${username}\u200B`;

/** Removals may spell the login otherwise: the service tries its spellings. */
export function spelt(wish: AccessWish): AccessWish {
  const spelling = wish.gives ? username : wish.targets.length > 1 ? inCapitals : copied;
  return { ...wish, data: { ...wish.data, username: spelling } };
}
