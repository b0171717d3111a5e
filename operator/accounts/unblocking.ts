/** Lifts the orders that keep a user from entities, and remembers who did. */
import { contract } from '../../events/contract.ts';
import { entityIds, username } from '../../events/fields.ts';
import { withoutChange } from '../../lib/account/cut-off.ts';
import type { AccountLease } from '../../lib/account/lease.ts';
import { LinkedAccounts } from '../../lib/account/linked-accounts.ts';
import { AccountJournal } from '../../lib/audit/account-journal.ts';
import { AuditLog } from '../../lib/audit/audit-log.ts';
import { readEvent } from '../../lib/event/event.ts';
import { noHistory } from '../../lib/ledger/attempt-history.ts';
import { type Claim, Ledger, type Settlement } from '../../lib/ledger/ledger.ts';
import { awsTimeout } from '../aws-timeout.ts';
import { NotFound, OperatorError } from '../errors.ts';
import { printable } from '../printable.ts';
import type { AwsConnection } from '../stack/aws-connection.ts';
import type { Stack } from '../stack/stack.ts';
import { AccountReader } from './account-reader.ts';
import { type BlockedEntity, blockedEntities, describeChanges } from './blocked-entities.ts';

export interface UnblockRequest {
  readonly username: string;
  /** As they were shown. At least one. */
  readonly entities: readonly BlockedEntity[];
  /** When they were read; milliseconds since the epoch. A later order is not lifted, whenever it arrives. */
  readonly shownAt: number;
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
  if (linked) return blockedEntities(linked, chosen);
  throw new NotFound(`Stage ${stack.stage} has no account of ${login}: no event was about this user.`);
}

/**
 * Lifts exactly the orders that were shown. The next sweep has the account looked at, and brings the access to what is to
 * exist then.
 *
 * @returns the event's id in the ledger
 * @throws OperatorError if an event about the user is being worked on, the orders have changed since, or cannot be lifted now
 */
export async function unblock(session: AccountSession, request: UnblockRequest, uuid: () => string): Promise<string> {
  const { aws, stack, now } = session;
  requireLiftable(request);
  const settings = { ledger: stack.ledger, accounts: stack.accounts, ledgerRetention, awsTimeout };
  const claim = claimOf(request, now(), uuid);
  const ledger = new Ledger(aws.dynamodb, settings, now);
  await ledger.claim(claim);
  const accounts = new LinkedAccounts(aws.dynamodb, settings, now, uuid);
  const change = { kind: 'unblock', entityIds: idsOf(request), time: request.shownAt } as const;
  const said = { event: claim.event.identity, change };
  const lease = await accounts.acquire(request.username, said, claim.owner, claim.leaseExpiresAt);
  if ('is' in lease) {
    throw new OperatorError(`An event about ${request.username} is being worked on. Nothing was done. Try again.`);
  }
  const changes = changesIn(lease, request);
  if (changes.length > 0) {
    await accounts.abandon(lease);
    await ledger.settle(claim, settlementOf('superseded', now()));
    throw new OperatorError(
      `The revocations of ${printable(request.username)} have changed since. ${changes.join(' ')} Nothing was done. Look again.`,
    );
  }
  const log = new AuditLog(aws.dynamodb, { audit: stack.audit, awsTimeout });
  // Nobody but the functions is told how long the stage keeps entries.
  const journal = new AccountJournal({ log, lease, event: { ...claim.event, identityMessageId: undefined }, now });
  const endings = idsOf(request).map((entityId) => ({ entityId, outcome: 'unblocked' }) as const);
  await Promise.all([journal.began(), journal.ended(endings, lease.known)]);
  await accounts.release(lease, lease.known);
  await ledger.settle(claim, settlementOf('applied', now()));
  return claim.event.eventId ?? '';
}

/** What of the account differs from what was shown, without what this unblocking says. */
function changesIn({ stored, event }: AccountLease, { entities }: UnblockRequest): readonly string[] {
  return describeChanges(entities, withoutChange(stored, event));
}

function settlementOf(outcome: 'applied' | 'superseded', now: number): Settlement {
  return {
    ...{ outcome, history: noHistory, leaseExpiresAt: now, epoch: 0 },
    ...{ zuoraRequestId: undefined, entityId: undefined },
  };
}

/** A revocation may be dated some minutes ahead, because clocks differ. What lifts it has to be newer. */
function requireLiftable({ username: login, entities, shownAt }: UnblockRequest): void {
  if (entities.length > maxEntities) {
    throw new OperatorError(
      `${entities.length} entities are blocked. Lift ${maxEntities} at most at a time: name them with --entity.`,
    );
  }
  const newest = Math.max(...entities.map(({ orderedAt }) => orderedAt));
  if (newest >= shownAt) {
    const time = new Date(newest).toISOString();
    throw new OperatorError(
      `A revocation of ${printable(login)} is dated ${time}. Nothing was done. Look again after that.`,
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
