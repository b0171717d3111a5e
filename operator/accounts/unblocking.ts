/** Lifts the orders that keep a user from entities, and remembers who did. */
import { contract } from '../../events/contract.ts';
import { entityIds, username } from '../../events/fields.ts';
import { reasonsOf } from '../../lib/account/account.ts';
import type { LinkedAccount } from '../../lib/account/account-item.ts';
import { LinkedAccounts } from '../../lib/account/linked-accounts.ts';
import { isHeld, isInForce } from '../../lib/account/revocation-order.ts';
import { AccountJournal } from '../../lib/audit/account-journal.ts';
import { AuditLog } from '../../lib/audit/audit-log.ts';
import { readEvent } from '../../lib/event/event.ts';
import { noHistory } from '../../lib/ledger/attempt-history.ts';
import { type Claim, Ledger } from '../../lib/ledger/ledger.ts';
import { NotFound, OperatorError } from '../errors.ts';
import type { Session } from '../stack/session.ts';
import { AccountReader } from './account-reader.ts';

/** An order in force. */
export interface BlockedEntity {
  readonly entityId: string;
  /** Milliseconds since the epoch. */
  readonly orderedAt: number;
  /** Whether no newer request lifts it. */
  readonly isHeld: boolean;
}

export interface UnblockRequest {
  readonly username: string;
  readonly entityIds: readonly string[];
  readonly requestedBy: string;
  readonly reason: string;
}

/** What the record of an operator's unblocking holds. No queue takes it. */
const unblocked = contract('zuora.user-access.unblocked.v1', { username, targetEntityIds: entityIds });

const operation = 'unblock';
const source = 'zuora-access/unblock';

/** Milliseconds. */
const awsTimeout = 10_000;
const leaseTime = 60_000;
const ledgerRetention = 30 * 24 * 3_600_000;

/** @throws NotFound if no event was about the user */
export async function readBlocked({ aws, stack }: Session, login: string): Promise<readonly BlockedEntity[]> {
  const linked = await new AccountReader(aws.dynamodb, stack.accounts).read(login);
  if (linked) return blockedEntities(linked);
  throw new NotFound(`Stage ${stack.stage} has no account of ${login}: no event was about this user.`);
}

function blockedEntities({ account }: LinkedAccount): readonly BlockedEntity[] {
  return [...account.entities.keys()].flatMap((entityId) => {
    const { order = {} } = reasonsOf(account, entityId);
    if (!isInForce(order)) return [];
    const orderedAt = Math.max(order.orderedAt ?? -Infinity, order.heldAt ?? -Infinity);
    return [{ entityId, orderedAt, isHeld: isHeld(order) }];
  });
}

/**
 * Lifts the orders. The next sweep has the account looked at, and brings the access to what is to exist then.
 *
 * @returns the event's id in the ledger
 * @throws OperatorError if an event about the user is being worked on
 */
export async function unblock(session: Session, request: UnblockRequest, uuid: () => string): Promise<string> {
  const { aws, stack, now } = session;
  const settings = { ledger: stack.ledger, accounts: stack.accounts, ledgerRetention, awsTimeout };
  const claim = claimOf(request, now(), uuid);
  const ledger = new Ledger(aws.dynamodb, settings, now);
  await ledger.claim(claim);
  const accounts = new LinkedAccounts(aws.dynamodb, settings, now, uuid);
  const change = { kind: 'unblock', entityIds: request.entityIds, time: now() } as const;
  const said = { event: claim.event.identity, change };
  const lease = await accounts.acquire(request.username, said, claim.owner, claim.leaseExpiresAt);
  if ('is' in lease) {
    throw new OperatorError(`An event about ${request.username} is being worked on. Nothing was done. Try again.`);
  }
  const log = new AuditLog(aws.dynamodb, { audit: stack.audit, awsTimeout });
  // Nobody but the functions is told how long the stage keeps entries.
  const journal = new AccountJournal({ log, lease, event: { ...claim.event, identityMessageId: undefined }, now });
  const endings = request.entityIds.map((entityId) => ({ entityId, outcome: 'unblocked' }) as const);
  await Promise.all([journal.began(), journal.ended(endings, lease.known)]);
  await accounts.release(lease, lease.known, now());
  await ledger.settle(claim, {
    ...{ outcome: 'applied', history: noHistory, leaseExpiresAt: now(), epoch: 0 },
    ...{ zuoraRequestId: undefined, entityId: undefined },
  });
  return claim.event.eventId ?? '';
}

function claimOf(
  { username: login, entityIds: targetEntityIds, requestedBy, reason }: UnblockRequest,
  now: number,
  uuid: () => string,
): Claim {
  const id = uuid();
  const time = new Date(now).toISOString();
  const data = { username: login, targetEntityIds, requestedBy, reason };
  const body = JSON.stringify({ specversion: '1.0', type: unblocked.type, source, id, time, data });
  const event = readEvent(operation, unblocked, body, id);
  return { operation, event, messageId: id, owner: uuid(), leaseExpiresAt: now + leaseTime };
}
