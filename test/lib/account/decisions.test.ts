/** Decisions of the policy, as the account's item keeps them. */
import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { type Decision, homeOf } from '../../../lib/account/account.ts';
import { desired } from '../../../lib/account/desired.ts';
import type { AccountLease, AccountRefusal } from '../../../lib/account/lease.ts';
import { LinkedAccounts } from '../../../lib/account/linked-accounts.ts';
import type { SaidChange } from '../../../lib/account/open-change.ts';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { Clock } from '../../clock.ts';
import { germany, japan } from '../../factories.ts';
import { useLedgerTable } from '../../services/ledger-table.ts';
import { useAws } from '../../services/use-aws.ts';

const { france } = seedEntity;
const leaseTime = 250_000;
const tables = { ledger: 'ledger', accounts: 'accounts', ledgerRetention: 1000, awsTimeout: 10_000 };

const aws = useAws();
const dynamodb = aws.client((settings) => new DynamoDB(settings));
useLedgerTable(dynamodb, tables.ledger);
useLedgerTable(dynamodb, tables.accounts);

let clock: Clock;
let accounts: LinkedAccounts;
let login: string;

beforeEach(() => {
  clock = new Clock();
  accounts = new LinkedAccounts(dynamodb, tables, clock.now, randomUUID);
  login = `${randomUUID()}@example.com`;
});

const granting = (...entityIds: string[]) => new Map(entityIds.map((id) => [id, { rules: ['everybody'] }]));

function decided(revision: number, assignments: Decision['assignments'], more: Partial<Decision> = {}): SaidChange {
  const decision: Decision = {
    ...{ generation: 1, revision, isSuspended: false, hasLeft: false, leftAt: undefined },
    ...{ assignments, denials: new Map(), ended: new Map(), ...more },
  };
  return { kind: 'decide', decision };
}

const acquire = (change: SaidChange, event: string = randomUUID().replaceAll('-', '')) =>
  accounts.acquire(login, { event, change }, randomUUID(), clock.now() + leaseTime);

/** @throws Error when the account was refused */
async function acquired(change: SaidChange, event?: string): Promise<AccountLease> {
  const lease = await acquire(change, event);
  if (!isLease(lease)) throw new Error(lease.is);
  return lease;
}

function isLease(lease: AccountLease | AccountRefusal): lease is AccountLease {
  return 'owner' in lease;
}

async function kept(change: SaidChange): Promise<void> {
  const lease = await acquired(change);
  await accounts.release(lease, lease.known);
}

/** An attempt that was cut off: its lease expires. */
async function cutOff(change: SaidChange, event?: string): Promise<void> {
  await acquired(change, event);
  clock.advance(leaseTime);
}

const wanted = ({ known }: AccountLease) =>
  [...desired(known.account, clock.now())].filter(([, isDesired]) => isDesired).map(([id]) => id);

describe('a decision that was cut off', () => {
  test('counts, and is read as it was said', async () => {
    const end = clock.now() + 1000;
    const change = decided(1, new Map([[japan, { rules: ['a', 'b'], expiresAt: end }]]), {
      home: { entityId: germany, saidAt: 5 },
      denials: new Map([[germany, ['c']]]),
      ended: new Map([[france, ['d']]]),
    });
    await cutOff(change, 'first');
    const next = await acquired(
      decided(1, change.kind === 'decide' ? change.decision.assignments : new Map(), {
        home: { entityId: germany, saidAt: 9 },
        denials: new Map([[germany, ['c']]]),
        ended: new Map([[france, ['d']]]),
      }),
    );
    expect(next.stored.openChanges.get('first')?.change).toEqual(change);
    expect(next.known.account.decision).toEqual(change.kind === 'decide' && change.decision);
  });

  test('may have asked for all that was to be, and taken the rest', async () => {
    const begunAt = clock.now();
    await kept(decided(1, granting(germany)));
    await cutOff(decided(2, granting(japan)));
    const { known } = await acquired(decided(3, granting(germany)));
    expect(known.access.get(japan)).toMatchObject({ unansweredAt: begunAt });
    expect(known.access.get(germany)).toMatchObject({ closedUntil: begunAt, begun: [{ write: 'deny' }] });
    expect(known.access.get(germany)?.unansweredAt).toBeUndefined();
  });

  test('did nothing if a newer one was known', async () => {
    await kept(decided(2, granting(germany)));
    await cutOff(decided(1, granting(japan)));
    const { known } = await acquired(decided(3, granting(germany)));
    expect(known.access.get(germany)?.unansweredAt).toBeUndefined();
    expect(known.access.has(japan)).toBe(false);
  });

  test('keeps no other out, however large two of them are', async () => {
    const rules = ['r'.repeat(64), 's'.repeat(44)];
    const ids = Array.from({ length: 100 }, (_, index) => index.toString(16).padStart(32, '0'));
    const large = (revision: number) => decided(revision, new Map(ids.map((id) => [id, { rules }])));
    await cutOff(large(1));
    await cutOff(large(2));
    expect(isLease(await acquire(large(3)))).toBe(true);
  });
});

describe('of two decisions', () => {
  test('the one with the higher generation counts, then the one with the higher revision', async () => {
    await kept(decided(7, granting(germany)));
    await kept(decided(1, granting(japan), { generation: 2 }));
    expect(wanted(await acquired(decided(8, granting(germany))))).toEqual([japan]);
  });

  test('with one revision that differ, the second is refused, and nothing of it is kept', async () => {
    await kept(decided(1, granting(germany)));
    expect(await acquire(decided(1, granting(japan)))).toEqual({ is: 'contradicted' });
    expect(await acquire(decided(1, granting(germany), { hasLeft: true, leftAt: 1 }))).toEqual({ is: 'contradicted' });
    const ended = new Map([[france, ['d']]]);
    expect(await acquire(decided(1, granting(germany), { ended }))).toEqual({ is: 'contradicted' });
    const lease = await acquired(decided(1, granting(germany)));
    expect([wanted(lease), lease.stored.openChanges.size]).toEqual([[germany], 1]);
  });

  test('an older one makes the account due at once, for a look', async () => {
    await kept(decided(2, granting(germany)));
    await kept(decided(1, granting(japan)));
    expect((await acquired(decided(2, granting(germany)))).stored.dueAt).toBe(clock.now());
  });
});

test('the home entity is what was said of it last', async () => {
  const requested = (home: string, time: number): SaidChange => ({
    ...{ kind: 'request', entityIds: [japan], key: 'hr', home },
    assignment: { time, event: `${time}`, isEnded: false },
  });
  await kept(decided(1, granting(), { home: { entityId: germany, saidAt: 10 } }));
  await kept(requested(japan, 5));
  expect(homeOf((await acquired(requested(japan, 5))).known.account)).toBe(germany);
  clock.advance(leaseTime);
  expect(homeOf((await acquired(requested(japan, 15))).known.account)).toBe(japan);
});
