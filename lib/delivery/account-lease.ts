/** Adds what an event says to the linked account of its user, and holds the account for one attempt. */
import type { SQSRecord } from 'aws-lambda';
import { maxAssignments } from '../account/account-bound.ts';
import type { AccountLease, AccountRefusal } from '../account/lease.ts';
import type { SaidChange } from '../account/open-change.ts';
import { eventDigits, tombstoneRetention } from '../account/requested-assignment.ts';
import { clockTolerance } from '../clock-tolerance.ts';
import type { ReceivedEvent } from '../event/event.ts';
import type { Claim } from '../ledger/ledger.ts';
import { allowStale } from '../sqs/dead-letter.ts';
import { firstSentAt } from '../sqs/first-sending.ts';
import type { ZuoraClient } from '../zuora/client.ts';
import type { Delivery } from './delivery.ts';
import type { Result } from './disposition.ts';
import { resultOfError } from './error-result.ts';
import { leaveToLook } from './leave-to-look.ts';
import type { AccessOperation, Command } from './operation.ts';

const day = 24 * 3_600_000;

/** What lets an attempt go on. */
export interface HeldAccount {
  readonly lease: AccountLease;
  /** What the event says of it. */
  readonly said: SaidChange;
}

/** @returns the account, or the result where the event may not go on */
export async function acquireAccount<C extends Command & { readonly username?: string | undefined }>(
  { operation, record, services }: Delivery<C> & { readonly operation: AccessOperation<C> },
  event: ReceivedEvent<C>,
  claim: Claim,
  zuora: ZuoraClient,
): Promise<HeldAccount | { readonly refusal: Result }> {
  const { username = '' } = event.command;
  const { now, settings, accounts } = services;
  const time = timeOf(event, record, operation.access !== 'revokes');
  const age = now() - time;
  const mayBeStale = record.messageAttributes[allowStale]?.stringValue === 'true';
  // A decision is as old as its revision says.
  const ages = operation.access === 'requests' || operation.access === 'approves';
  const refusal = ages ? refusalOfAge(event, age, mayBeStale ? Infinity : settings.staleAfter) : undefined;
  try {
    if (refusal) {
      const left = await leaveToLook(accounts, username, event.identity, claim);
      return { refusal: left ? resultOfRefusal(left) : refusal };
    }
    const said = await changeOf(operation, event, zuora, time);
    const change = { event: event.identity, change: said };
    const acquired = await accounts.acquire(username, change, claim.owner, claim.leaseExpiresAt);
    return 'is' in acquired ? { refusal: resultOfRefusal(acquired) } : { lease: acquired, said };
  } catch (error) {
    return { refusal: resultOfError(error) };
  }
}

async function changeOf<C extends Command>(
  operation: AccessOperation<C>,
  { identity, source, command }: ReceivedEvent<C>,
  zuora: ZuoraClient,
  time: number,
): Promise<SaidChange> {
  const { access } = operation;
  if (access === 'decides') return { kind: 'decide', decision: operation.decisionOf(command, time) };
  const entityIds = command.targetEntityIds ?? [await zuora.entityId()];
  const { assignments: keys, hold = false } = command;
  const event = identity.slice(0, eventDigits);
  if (access === 'revokes') {
    return keys ? { kind: 'end', entityIds, keys, time, event } : { kind: 'order', entityIds, time, hold };
  }
  if (access === 'approves') return { kind: 'approve', entityIds, time };
  const { ticket, approvedBy } = command;
  const expiresAt = command.expiresAt === undefined ? undefined : Date.parse(command.expiresAt);
  // Without a key, access for a time stands beside other access: its end does not end that too.
  const key = command.assignment ?? (expiresAt === undefined ? source.normalize('NFC') : identity);
  const assignment = { time, event, isEnded: false, expiresAt, ticket, approvedBy };
  // Later looks have no event to tell them where the user was created.
  const home = command.entityId ?? (await zuora.entityId());
  return { kind: 'request', entityIds, key, assignment, home };
}

/**
 * An event with a time from the future would keep every later event from counting. A grant counts from its sending at the
 * latest, or it would beat a removal that was sent after it.
 */
function timeOf({ time }: ReceivedEvent<unknown>, record: SQSRecord, grants: boolean): number {
  const [said, sent] = [Date.parse(time), firstSentAt(record)];
  return said > sent + (grants ? 0 : clockTolerance) ? sent : said;
}

function refusalOfAge(event: ReceivedEvent<unknown>, age: number, staleAfter: number): Result | undefined {
  if (age > tombstoneRetention) return tooOld(event);
  return age > staleAfter ? stale(event, staleAfter) : undefined;
}

/** An old grant would let a user in again who has left since. */
function stale({ time }: ReceivedEvent<unknown>, limit: number): Result {
  return {
    outcome: 'dead-letter',
    reason: 'stale',
    detail: `time: ${time} is more than ${Math.round(limit / day)} days ago; check that the user should still have access, then redrive it with --stale`,
  };
}

/** What ended the access since may have been forgotten. */
function tooOld({ time }: ReceivedEvent<unknown>): Result {
  return {
    outcome: 'dead-letter',
    reason: 'stale',
    detail: `time: ${time} is more than ${tombstoneRetention / day} days ago; if the user is still to have access, publish a new event`,
  };
}

// The other delivery mostly takes a second. So the message does not wait until the lease expires.
const soon = { kind: 'busy', milliseconds: 0 } as const;

export function resultOfRefusal({ is }: AccountRefusal): Result {
  if (is === 'too-many-assignments') {
    return {
      ...{ outcome: 'dead-letter', reason: is },
      detail: `username: the user has ${maxAssignments} assignments already; end those that are over, then redrive the event`,
    };
  }
  if (is === 'contradicted') {
    return {
      ...{ outcome: 'dead-letter', reason: 'payload-mismatch' },
      detail: 'revision: another decision with this generation and revision says something else',
    };
  }
  const detail = {
    held: 'another event about this user is being worked on',
    full: 'many attempts at events about this user were cut off; the next look at the account closes them',
  };
  return { outcome: 'busy', reason: 'held', detail: detail[is], cause: soon };
}
