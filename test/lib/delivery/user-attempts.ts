/** Attempts at what is said of one user: those that end, and those whose process dies. */
import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import { LinkedAccounts } from '../../../lib/account/linked-accounts.ts';
import { AuditLog } from '../../../lib/audit/audit-log.ts';
import { lookAtAccount } from '../../../lib/delivery/account-look.ts';
import type { Services } from '../../../lib/delivery/delivery.ts';
import { deliver } from '../../../lib/delivery/message.ts';
import type { AccessOperation, Command, Operation } from '../../../lib/delivery/operation.ts';
import { Ledger } from '../../../lib/ledger/ledger.ts';
import { userIdentity } from '../../../lib/ledger/user-item.ts';
import type { Settings } from '../../../lib/settings.ts';
import type { Deliveries } from './deliveries.ts';

/** The longest that an attempt may hold an account: its invocation, and what Zuora may go on with. */
export const leaseTime = 250_000;

const gone = () => Promise.reject(new Error('the process is gone'));

class UnwrittenLog extends AuditLog {
  override write(): Promise<boolean> {
    return gone();
  }
}

class UnsettledLedger extends Ledger {
  override settle(): Promise<boolean> {
    return gone();
  }
}

class UnreleasedAccounts extends LinkedAccounts {
  override release(): Promise<boolean> {
    return gone();
  }
}

interface Brought {
  readonly record: SQSRecord;
  readonly outcome: string;
}

export function attemptsAbout(deliveries: () => Deliveries, username: () => string) {
  /** With them an attempt dies before it releases the account. */
  function unreleased(): Pick<Services, 'accounts'> {
    const { access, dynamodb } = deliveries();
    return { accounts: new UnreleasedAccounts(dynamodb, access.settings, access.clock.now, randomUUID) };
  }

  /** With them it dies before its entries are written, and before it releases the account. */
  function dyingServices(): Pick<Services, 'accounts' | 'audit'> {
    const { access, dynamodb } = deliveries();
    return { ...unreleased(), audit: new UnwrittenLog(dynamodb, access.settings) };
  }

  /** With them it dies before its event's record is settled. */
  function unsettled(): Pick<Services, 'accounts' | 'ledger'> {
    const { access, dynamodb } = deliveries();
    return { ...unreleased(), ledger: new UnsettledLedger(dynamodb, access.settings, access.clock.now) };
  }

  /** With them it dies before any table has what it did. */
  function unwritten(): Pick<Services, 'accounts' | 'audit' | 'ledger'> {
    return { ...dyingServices(), ...unsettled() };
  }

  /** The usual ones with other settings. */
  function servicesWith(changes: Partial<Settings>): Pick<Services, 'settings'> {
    return { settings: { ...deliveries().services.settings, ...changes } };
  }

  /**
   * @param again the message, if it comes once more
   * @param changes services in place of the usual ones
   */
  async function brought<C extends Command>(
    operation: Operation<C>,
    body: unknown,
    again?: SQSRecord,
    changes: Partial<Services> = {},
  ): Promise<Brought> {
    const record = again ?? (await deliveries().message(body));
    const { services, ...delivery } = deliveries().delivery(record);
    const { outcome } = await deliver({ ...delivery, operation, services: { ...services, ...changes } });
    return { record, outcome };
  }

  /**
   * The event is carried out and its record settled; then the attempt dies.
   *
   * @param again the message, if it comes once more
   */
  async function cutOff<C extends Command>(
    body: unknown,
    operation: AccessOperation<C>,
    again?: SQSRecord,
  ): Promise<SQSRecord> {
    const { record, outcome } = await brought(operation, body, again, dyingServices());
    expect(outcome).toBe('retry');
    return record;
  }

  /** A message of a sweep that finds the account due. */
  async function lookWith(changes: Partial<Services>): Promise<void> {
    const record = await deliveries().message({ account: userIdentity(username()) });
    const { services, deadline, startedAt } = deliveries().delivery(record);
    const look = { name: 'convergeAccount', record, deadline, startedAt };
    await lookAtAccount({ ...look, services: { ...services, ...changes } });
  }

  /** A look, due or not. */
  async function look(changes: Partial<Services> = {}): Promise<void> {
    await deliveries().makeDue(username());
    await lookWith(changes);
  }

  return {
    ...{ unsettled, unwritten, servicesWith, brought, cutOff, look, lookWith },
    lookThatDies: () => look(dyingServices()),
  };
}
