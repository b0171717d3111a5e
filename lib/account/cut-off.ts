/** What is known of an attempt that was cut off: it may have written to Zuora, and nobody heard the answer. */
import { changed } from './account-change.ts';
import type { LinkedAccount } from './account-item.ts';
import { isOutdated } from './decision-order.ts';
import { desired } from './desired.ts';
import { type Answer, afterWrite, type Write } from './entity-access.ts';
import type { OpenChange } from './open-change.ts';

/** What an attempt says. Its end does not matter. */
export function withSaid(linked: LinkedAccount, change: OpenChange['change']): LinkedAccount {
  return change.kind === 'look' ? linked : { ...linked, account: changed(linked.account, change) };
}

/**
 * What an attempt did, after what it says. It brought each entity to what was desired then.
 *
 * @param isAccepted whether the event's own record says that Zuora accepted what was written
 */
export function withAttempt(
  linked: LinkedAccount,
  { change, begunAt }: OpenChange,
  isAccepted: boolean,
): LinkedAccount {
  // It was not carried out.
  if (change.kind === 'decide' && isOutdated(change.decision, linked.account)) return linked;
  const access = new Map(linked.access);
  const wanted = desired(linked.account, begunAt);
  const gives: Write = change.kind === 'approve' ? 'approve' : 'request';
  const answer: Answer = isAccepted ? { is: 'accepted' } : { is: 'unknown', until: begunAt };
  const entityIds = 'entityIds' in change ? change.entityIds : knownEntities(linked);
  for (const id of entityIds) {
    const write = wanted.get(id) ? gives : 'deny';
    access.set(id, afterWrite(access.get(id) ?? {}, write, answer, false, begunAt));
  }
  return { ...linked, access };
}

/** Every entity that something is said or known of. */
export function knownEntities({ account, access }: LinkedAccount): readonly string[] {
  return [...new Set([...desired(account, 0).keys(), ...access.keys()])];
}

/** The account without an open change: its attempt is over. */
export function withoutChange(linked: LinkedAccount, event: string): LinkedAccount {
  const openChanges = new Map(linked.openChanges);
  openChanges.delete(event);
  return { ...linked, openChanges };
}
