/** The messages of a run: request number so and so, of a user of its own. */
import { identityOf } from '../../lib/event/event.ts';
import { userIdentity } from '../../lib/ledger/user-item.ts';

/** The entity in which the users were created, and the one to which access is requested. */
export const home = '5eed0000000040008000000000000001';
export const target = '5eed0000000040008000000000000002';

const source = 'https://hr.example.com';

export function loginOf(index: number): string {
  return `user-${index}@example.com`;
}

/** The number of the message whose user a path of Zuora's API names. */
export function indexIn(path: string): number {
  return Number(/user-(\d+)/.exec(path)?.[1]);
}

/** @param sentAt milliseconds since the epoch */
export function bodyOf(index: number, sentAt: number): string {
  return JSON.stringify({
    ...{ specversion: '1.0', type: 'zuora.user-access.requested.v1', source, id: `joiner-${index}` },
    time: new Date(sentAt).toISOString(),
    data: { username: loginOf(index), targetEntityIds: [target], entityId: home },
  });
}

/** The keys of the items that the service keeps of a message: of its event, and of its user. */
export function itemKeysOf(operation: string, index: number): { readonly event: string; readonly user: string } {
  return { event: identityOf(operation, source, `joiner-${index}`), user: userIdentity(loginOf(index)) };
}
