/**
 * A look at a linked account that is due: brings every entity of it to what is desired. The message carries no decision, so
 * it may be late, doubled or lost. A look that fails is repeated, at growing intervals.
 */
import type { SQSRecord } from 'aws-lambda';
import { homeOf } from '../account/account.ts';
import type { LinkedAccount } from '../account/account-item.ts';
import { readAccountLook } from '../account/account-look-body.ts';
import { assignmentsOf, desired } from '../account/desired.ts';
import { dueAfterCutOff, dueAfterFailedLook } from '../account/due.ts';
import type { Finding } from '../account/finding.ts';
import type { AccountLease, AccountRefusal, NotDue } from '../account/lease.ts';
import type { LinkedAccounts } from '../account/linked-accounts.ts';
import { pendingAge } from '../account/pending.ts';
import { requireAllowed } from '../allow-list.ts';
import { AccountJournal } from '../audit/account-journal.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { isOfLaterRelease } from '../ledger/ledger-item.ts';
import type { LoggedCommand, OutcomeLine } from '../log-line.ts';
import type { FunctionSettings } from '../settings.ts';
import type { ZuoraClient } from '../zuora/client.ts';
import { asOne } from '../zuora/several-failures.ts';
import { lookAt, outsideLimits, type Seen, unaskedEntities } from './access-look.ts';
import { type Converged, converge } from './converge.ts';
import type { Deadline } from './deadline.ts';
import type { Services } from './delivery.ts';
import { resultOfError } from './error-result.ts';
import { remainingAccess } from './remaining-access.ts';
import { unkeyedClient } from './unkeyed-client.ts';

/** The effects, built once a process. */
export interface LookServices extends Pick<Services, 'telemetry' | 'zuora' | 'now' | 'uuid'> {
  readonly settings: FunctionSettings;
  readonly accounts: LinkedAccounts;
  readonly audit: AuditLog;
}

export interface DueLook {
  /** Of the function. */
  readonly name: string;
  readonly record: SQSRecord;
  readonly services: LookServices;
  readonly deadline: Deadline;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** What a look leaves. */
interface Looked {
  readonly told: Pick<OutcomeLine, 'outcome' | 'reason' | 'detail' | 'unmanaged'>;
  readonly learned: LinkedAccount;
  /** What the audit log does not have yet. */
  readonly findings: readonly Finding[];
  readonly lease: AccountLease;
  /** The entities in which something was written. */
  readonly written: readonly string[];
  /** Whether the look is to be repeated. */
  readonly isUnfinished: boolean;
}

/** At growing intervals of a day at most, these take thirty days. */
const maxLooksAtUnknown = 39;

/** Never throws: an account that could not be looked at is due again. */
export async function lookAtAccount(due: DueLook): Promise<void> {
  const { record, services } = due;
  try {
    await lookIfDue(due, readAccountLook(record.body));
  } catch (error) {
    services.telemetry.warn('the look at an account failed; it is repeated', record.messageId, error);
  }
}

async function lookIfDue(due: DueLook, identity: string): Promise<void> {
  const { services, deadline } = due;
  const { accounts, settings, now, uuid } = services;
  const dueAgainAt = dueAfterCutOff(now());
  try {
    const lease = await accounts.acquireDue(identity, uuid(), deadline.at + settings.leaseGrace, dueAgainAt);
    if ('is' in lease) log(due, toldOfRefusal(lease));
    else await lookWith(due, lease);
  } catch (error) {
    // Nothing but its due time may be written. If that fails too, it stays due.
    if (isOfLaterRelease(error)) await accounts.putOff(identity, dueAgainAt).catch(() => undefined);
    throw error;
  }
}

function toldOfRefusal({ is }: AccountRefusal | NotDue): Looked['told'] {
  if (is === 'not-due') return { outcome: 'already-applied', detail: 'the account is not due' };
  return { outcome: 'busy', reason: 'held', detail: 'an event about this user is being worked on' };
}

async function lookWith(due: DueLook, lease: AccountLease): Promise<void> {
  const { accounts, audit, now, settings } = due.services;
  // Each look is a message of its own. It goes on with the search of the look before.
  const zuora = unkeyedClient(due, homeOf(lease.known.account), lease.identity);
  const journal = new AccountJournal({ log: audit, lease, retentionDays: settings.auditRetentionDays, now });
  const looked = await look(due, { lease, zuora, journal });
  const { learned, findings, lease: recorded, isUnfinished, written, told } = looked;
  const failedLooks = isUnfinished ? (lease.stored.failedLooks ?? 0) + 1 : undefined;
  const dueAt = failedLooks && dueAfterFailedLook(learned, failedLooks, now(), lease.openSince);
  await journal.found(findings, learned);
  await accounts.release(recorded, { ...learned, failedLooks }, dueAt);
  const age = pendingAge(learned, now());
  if (age !== undefined) due.services.telemetry.pendingAge(age);
  const { requestId, requestIds } = zuora.trail;
  log(due, told, { username: lease.known.login, targetEntityIds: written }, requestId, requestIds);
}

interface LookWork {
  readonly lease: AccountLease;
  readonly zuora: ZuoraClient;
  readonly journal: AccountJournal;
}

async function look({ services }: DueLook, { lease, zuora, journal }: LookWork): Promise<Looked> {
  const { known } = lease;
  const { accounts, now, settings } = services;
  const nothing = { learned: known, findings: [], lease, written: [] };
  let seen: Seen | undefined;
  try {
    requireAllowed(settings, '', { username: known.login });
    const how = { asksHere: false, approves: false, settings, now };
    seen = await lookAt({ zuora, login: known.login, known, entityIds: undefined, ...how });
  } catch (error) {
    return { ...nothing, isUnfinished: true, told: toldOfError(error) };
  }
  const unasked = seen ? [] : unaskedEntities(known, settings, now());
  if (unasked.length > 0) return { ...nothing, ...leftOutside(unasked) };
  if (!seen) {
    const isUnfinished = isWaitedFor(lease, now());
    return { ...nothing, isUnfinished, told: { outcome: isUnfinished ? 'waiting-for-account' : 'no-such-user' } };
  }
  const records = { accounts, audit: journal.found };
  const converged = await converge({ records, lease, seen, zuora, now, quietAfter: settings.leaseGrace });
  const end = endOf(converged, seen.outside);
  const { reason, detail } = remainingAccess(seen.plan.steps) ?? {};
  const { unmanaged } = converged.learned;
  const told = {
    ...(reason !== undefined && { reason, detail }),
    unmanaged: unmanaged && [...unmanaged.keys()],
    ...end.told,
  };
  return { ...converged, ...end, told, written: [...converged.written] };
}

/** Whether somebody gave the user access who may be created in Zuora yet. */
function isWaitedFor({ known, stored }: AccountLease, now: number): boolean {
  const { account } = known;
  const wanted = [...desired(account, now)].filter(([, isDesired]) => isDesired);
  const reasons = wanted.flatMap(([entityId]) => assignmentsOf(account, entityId, now));
  return (stored.failedLooks ?? 0) < maxLooksAtUnknown && reasons.some(({ kind }) => kind !== 'baseline');
}

/** @param outside the entities in which nothing was written, because the stage does not allow it */
function endOf({ failures, written }: Converged, outside: readonly string[]): Pick<Looked, 'isUnfinished' | 'told'> {
  if (outside.length > 0) return leftOutside(outside);
  if (failures.length === 0) {
    return { isUnfinished: false, told: { outcome: written.size > 0 ? 'applied' : 'already-applied' } };
  }
  const told = toldOfError(asOne(failures.map(({ error }) => error)));
  // After a refusal for good nothing is sent again until somebody says something new.
  const isUnfinished = failures.some(({ refused }) => refused === undefined);
  return { isUnfinished, told: isUnfinished ? told : { ...told, reason: failures[0]?.refused } };
}

function leftOutside(entityIds: readonly string[]): Pick<Looked, 'isUnfinished' | 'told'> {
  return { isUnfinished: true, told: { outcome: 'retry', reason: 'not-allowed', detail: outsideLimits(entityIds) } };
}

function toldOfError(error: unknown): Looked['told'] {
  const result = resultOfError(error, { kind: 'back-off' });
  return { outcome: 'retry', ...('reason' in result && { reason: result.reason }), detail: result.detail };
}

function log(
  { name, record, services, startedAt }: DueLook,
  told: Looked['told'],
  command?: LoggedCommand,
  zuoraRequestId?: string,
  zuoraRequestIds?: Readonly<Record<string, string>>,
): void {
  const { messageId, attributes } = record;
  services.telemetry.outcome({
    ...{ operation: name, messageId, command, zuoraRequestId, zuoraRequestIds },
    ...told,
    queueAgeMs: Math.max(0, startedAt - Number(attributes.SentTimestamp)),
    durationMs: services.now() - startedAt,
  });
}
