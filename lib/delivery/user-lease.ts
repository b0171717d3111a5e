/** Lets events about one user's access take effect in the order of their times. */
import type { SQSRecord } from 'aws-lambda';
import { clockTolerance } from '../clock-tolerance.ts';
import type { ReceivedEvent } from '../event/event.ts';
import type { UserLease, UserRefusal } from '../ledger/lease.ts';
import type { Claim } from '../ledger/ledger.ts';
import { maxEntities } from '../ledger/user-item-bound.ts';
import { allowStale } from '../sqs/dead-letter.ts';
import { firstSentAt } from '../sqs/first-sending.ts';
import type { ZuoraClient } from '../zuora/client.ts';
import type { Delivery } from './delivery.ts';
import type { Result } from './disposition.ts';
import { resultOfError } from './error-result.ts';
import type { Command } from './operation.ts';

const day = 24 * 3_600_000;

/**
 * Acquires the record of the user whose access an event changes.
 *
 * @returns the lease, or the result where the event may not go on; neither for an operation that changes no user's access
 */
export async function acquireUser<C extends Command>(
  { operation, record, services }: Delivery<C>,
  event: ReceivedEvent<C>,
  claim: Claim,
  zuora: ZuoraClient,
): Promise<{ userLease?: UserLease; refusal?: Result }> {
  const { username, targetEntityIds } = event.command;
  if (!operation.access || username === undefined) return {};
  const grants = operation.access === 'grants';
  const { now, settings, users } = services;
  const time = timeOf(event, record, grants);
  const mayBeStale = record.messageAttributes[allowStale]?.stringValue === 'true';
  if (grants && !mayBeStale && now() - time > settings.staleAfter) {
    return { refusal: stale(event, settings.staleAfter) };
  }
  try {
    const entityIds = targetEntityIds ?? [await zuora.entityId()];
    const change = { event: event.identity, operation: operation.name, grants, entityIds, time };
    const acquired = await users.acquire(username, change, claim.owner, claim.leaseExpiresAt);
    return 'is' in acquired ? { refusal: resultOfRefusal(acquired, now()) } : { userLease: acquired };
  } catch (error) {
    return { refusal: resultOfError(error) };
  }
}

/**
 * An event with a time from the future would keep every later event from counting. A grant counts from its sending at the
 * latest, or it would beat a removal that was sent after it.
 */
function timeOf({ time }: ReceivedEvent<unknown>, record: SQSRecord, grants: boolean): number {
  const [said, sent] = [Date.parse(time), firstSentAt(record)];
  return said > sent + (grants ? 0 : clockTolerance) ? sent : said;
}

/** An old grant would let a user in again who has left since. */
function stale({ time }: ReceivedEvent<unknown>, limit: number): Result {
  return {
    outcome: 'dead-letter',
    reason: 'stale',
    detail: `time: ${time} is more than ${Math.round(limit / day)} days ago; check that the user should still have access, then redrive it with --stale`,
  };
}

function resultOfRefusal(refusal: UserRefusal, now: number): Result {
  switch (refusal.is) {
    case 'held':
      return {
        outcome: 'busy',
        reason: 'held',
        detail: 'another event about this user is being worked on',
        // The other delivery mostly takes a second. So the message does not wait until the lease expires.
        cause: { kind: 'busy', milliseconds: 0 },
      };
    case 'closed':
      return {
        outcome: 'busy',
        reason: 'held',
        detail: 'Zuora may still work on an earlier call about this user',
        cause: { kind: 'busy', milliseconds: refusal.until - now },
      };
    case 'full':
      return {
        outcome: 'dead-letter',
        reason: 'too-many-entities',
        detail: `targetEntityIds: the events of this user name more than ${2 * maxEntities} entities; check that the ids are those of real entities`,
      };
  }
}
