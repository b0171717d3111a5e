/** What is known of an attempt that was cut off: it may have written to Zuora, and nobody heard the answer. */
import { changed } from './account-change.ts';
import type { LinkedAccount } from './account-item.ts';
import { asksFor } from './asked-anew.ts';
import { withBegun } from './begun-write.ts';
import { isOutdated } from './decision-order.ts';
import { desired } from './desired.ts';
import { type Answer, isOutcomeUnknown, shownAt, type Write } from './entity-access.ts';
import { afterWrite } from './entity-learning.ts';
import { knownEntities } from './known-entities.ts';
import { newestStatement } from './newest-statement.ts';
import type { OpenChange } from './open-change.ts';

/** What an attempt says. Its end does not matter. */
export function withSaid(linked: LinkedAccount, change: OpenChange['change']): LinkedAccount {
  return change.kind === 'look' ? linked : { ...linked, account: changed(linked.account, change) };
}

/**
 * What an attempt did, after what it says. It brought each entity to what was desired then.
 *
 * @param event of the attempt
 * @param isAcceptedIn whether the event's own record says that Zuora accepted what was written in an entity
 */
export function withAttempt(
  linked: LinkedAccount,
  event: string,
  { change, begunAt, owner }: OpenChange,
  isAcceptedIn: (entityId: string) => boolean,
): LinkedAccount {
  // It was not carried out.
  if (change.kind === 'decide' && isOutdated(change.decision, linked.account)) return linked;
  const access = new Map(linked.access);
  const wanted = desired(linked.account, begunAt);
  const gives: Write = change.kind === 'approve' ? 'approve' : 'request';
  const entityIds = 'entityIds' in change ? change.entityIds : knownEntities(linked);
  for (const id of entityIds) {
    const write: Write = wanted.get(id) ? gives : 'deny';
    const known = access.get(id) ?? {};
    // Nobody asks for access again that was shown, unless something newer is said.
    if (write !== 'deny' && (newestStatement(linked.account, id) ?? 0) <= (shownAt(known) ?? -Infinity)) continue;
    const isAccepted = isAcceptedIn(id);
    const answer: Answer = isAccepted ? { is: 'accepted' } : { is: 'unknown', until: begunAt };
    const begun = { write, attempt: { at: begunAt, by: owner, event }, ...(isAccepted && { isAccepted }) };
    const isUnknown = write === 'request' && isOutcomeUnknown(known);
    if (isUnknown && !asksFor(change, id)) continue;
    // Whether it is to be sent again, the message says when it comes back.
    const after = isUnknown && !isAccepted ? known : afterWrite(known, write, answer, false, begunAt);
    access.set(id, withBegun(after, begun));
  }
  return { ...linked, access };
}

/** The account without an open change: its attempt is over. */
export function withoutChange(linked: LinkedAccount, event: string): LinkedAccount {
  const openChanges = new Map(linked.openChanges);
  openChanges.delete(event);
  return { ...linked, openChanges };
}
