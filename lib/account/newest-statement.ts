/** Tells when somebody last said something about a user's access to an entity. */
import { type Account, reasonsOf } from './account.ts';
import { assignmentsOf } from './desired.ts';
import { newest } from './revocation-order.ts';

/** When a publisher or an operator last said something; milliseconds since the epoch. */
export function newestStatement({ entities }: Account, entityId: string): number | undefined {
  const { requested = new Map(), approval, order = {} } = entities.get(entityId) ?? {};
  return latest([...[...requested.values()].map(({ time }) => time), approval?.time, ...Object.values(order)]);
}

/**
 * When a publisher last asked for the access, or an operator last unblocked it; milliseconds since the epoch. What ends asks
 * for nothing, though another reason remains.
 *
 * @param approves whether an approval asks for it too
 */
export function newestRequest(account: Account, entityId: string, approves: boolean, now: number): number | undefined {
  const { requested, approval, order = {} } = reasonsOf(account, entityId);
  const asked = assignmentsOf(account, entityId, now).map((one) =>
    one.kind === 'request' ? requested.get(one.key)?.time : undefined,
  );
  return latest([...asked, order.unblockedAt, approves ? approval?.time : undefined]);
}

/**
 * The time of a write that gives access. It is not before the request that it answers, or that would count as a newer one: SQS
 * tells when a message was sent, and its clock may be ahead of this one.
 *
 * @param now milliseconds since the epoch
 */
export function notBeforeRequest(account: Account, entityId: string, now: number): number {
  return Math.max(now, newestRequest(account, entityId, true, now) ?? now);
}

function latest(times: readonly (number | undefined)[]): number | undefined {
  return times.reduce(newest, undefined);
}
