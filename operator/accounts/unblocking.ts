/** Lifts the orders that keep a user from entities, and remembers who did. */
import { contract } from '../../events/contract.ts';
import { entityIds, username } from '../../events/fields.ts';
import { reasonsOf } from '../../lib/account/account.ts';
import type { LinkedAccount } from '../../lib/account/account-item.ts';
import { LinkedAccounts } from '../../lib/account/linked-accounts.ts';
import { isHeld, isInForce, newestOrder } from '../../lib/account/revocation-order.ts';
import { AccountJournal } from '../../lib/audit/account-journal.ts';
import { AuditLog } from '../../lib/audit/audit-log.ts';
import { readEvent } from '../../lib/event/event.ts';
import { noHistory } from '../../lib/ledger/attempt-history.ts';
import { type Claim, Ledger } from '../../lib/ledger/ledger.ts';
import { awsTimeout } from '../aws-timeout.ts';
import { NotFound, OperatorError } from '../errors.ts';
import { printable } from '../printable.ts';
import type { AwsConnection } from '../stack/aws-connection.ts';
import type { Stack } from '../stack/stack.ts';
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
  /** As they were read. */
  readonly entities: readonly BlockedEntity[];
  readonly requestedBy: string;
  readonly reason: string;
}

/** What the record of an operator's unblocking holds. No queue takes it. */
const unblocked = contract('zuora.user-access.unblocked.v1', { username, targetEntityIds: entityIds });

const operation = 'unblock';
const source = 'zuora-access/unblock';

/** What an event may name. */
const maxEntities = 100;

const leaseTime = 60_000;
const ledgerRetention = 30 * 24 * 3_600_000;

/** What of a session reads and writes accounts. */
interface AccountSession {
  readonly aws: Pick<AwsConnection, 'dynamodb'>;
  readonly stack: Pick<Stack, 'stage' | 'ledger' | 'accounts' | 'audit'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * @param chosen the ids to look at; left out, all that the account lists. An order may hold in others too
 * @throws NotFound if no event was about the user
 */
export async function readBlocked(
  { aws, stack }: AccountSession,
  login: string,
  chosen?: readonly string[],
): Promise<readonly BlockedEntity[]> {
  const linked = await new AccountReader(aws.dynamodb, stack.accounts).read(login);
  if (linked) return blockedEntities(linked, chosen ?? [...linked.account.entities.keys()]);
  throw new NotFound(`Stage ${stack.stage} has no account of ${login}: no event was about this user.`);
}

/** The orders in force in these entities. */
export function blockedEntities({ account }: LinkedAccount, entityIds: readonly string[]): readonly BlockedEntity[] {
  return entityIds.flatMap((entityId) => {
    const { order = {} } = reasonsOf(account, entityId);
    if (!isInForce(order)) return [];
    return [{ entityId, orderedAt: newestOrder(order), isHeld: isHeld(order) }];
  });
}

/**
 * Lifts the orders. The next sweep has the account looked at, and brings the access to what is to exist then.
 *
 * @returns the event's id in the ledger
 * @throws OperatorError if an event about the user is being worked on, or the orders cannot be lifted now
 */
export async function unblock(session: AccountSession, request: UnblockRequest, uuid: () => string): Promise<string> {
  const { aws, stack, now } = session;
  requireLiftable(request, now());
  const settings = { ledger: stack.ledger, accounts: stack.accounts, ledgerRetention, awsTimeout };
  const claim = claimOf(request, now(), uuid);
  const ledger = new Ledger(aws.dynamodb, settings, now);
  await ledger.claim(claim);
  const accounts = new LinkedAccounts(aws.dynamodb, settings, now, uuid);
  const change = { kind: 'unblock', entityIds: idsOf(request), time: now() } as const;
  const said = { event: claim.event.identity, change };
  const lease = await accounts.acquire(request.username, said, claim.owner, claim.leaseExpiresAt);
  if ('is' in lease) {
    throw new OperatorError(`An event about ${request.username} is being worked on. Nothing was done. Try again.`);
  }
  const log = new AuditLog(aws.dynamodb, { audit: stack.audit, awsTimeout });
  // Nobody but the functions is told how long the stage keeps entries.
  const journal = new AccountJournal({ log, lease, event: { ...claim.event, identityMessageId: undefined }, now });
  const endings = idsOf(request).map((entityId) => ({ entityId, outcome: 'unblocked' }) as const);
  await Promise.all([journal.began(), journal.ended(endings, lease.known)]);
  await accounts.release(lease, lease.known);
  await ledger.settle(claim, {
    ...{ outcome: 'applied', history: noHistory, leaseExpiresAt: now(), epoch: 0 },
    ...{ zuoraRequestId: undefined, entityId: undefined },
  });
  return claim.event.eventId ?? '';
}

/** A revocation may be dated some minutes ahead, because clocks differ. What lifts it has to be newer. */
function requireLiftable({ username: login, entities }: UnblockRequest, now: number): void {
  if (entities.length > maxEntities) {
    throw new OperatorError(
      `${entities.length} entities are blocked. Lift ${maxEntities} at most at a time: name them with --entity.`,
    );
  }
  const newest = Math.max(...entities.map(({ orderedAt }) => orderedAt));
  if (newest >= now) {
    const time = new Date(newest).toISOString();
    throw new OperatorError(
      `A revocation of ${printable(login)} is dated ${time}. Nothing was done. Try again after that.`,
    );
  }
}

function idsOf({ entities }: UnblockRequest): readonly string[] {
  return entities.map(({ entityId }) => entityId);
}

function claimOf(request: UnblockRequest, now: number, uuid: () => string): Claim {
  const id = uuid();
  const time = new Date(now).toISOString();
  const { username: login, requestedBy, reason } = request;
  const data = { username: login, targetEntityIds: idsOf(request), requestedBy, reason };
  const body = JSON.stringify({ specversion: '1.0', type: unblocked.type, source, id, time, data });
  const event = readEvent(operation, unblocked, body, id);
  return { operation, event, messageId: id, owner: uuid(), leaseExpiresAt: now + leaseTime };
}
