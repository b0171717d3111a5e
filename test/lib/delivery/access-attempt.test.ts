import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import type { AccountLease } from '../../../lib/account/lease.ts';
import { LinkedAccounts } from '../../../lib/account/linked-accounts.ts';
import type { SaidChange } from '../../../lib/account/open-change.ts';
import { type AccessAttempted, attemptAccess } from '../../../lib/delivery/access-attempt.ts';
import { noHistory } from '../../../lib/ledger/attempt-history.ts';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { useLedgerTable } from '../../services/ledger-table.ts';
import { useAws } from '../../services/use-aws.ts';
import { noAnswer, ZuoraAccess } from '../../services/zuora-access.ts';

const { germany, japan, canada, global } = seedEntity;
const tables = { ledger: 'ledger', accounts: 'accounts', ledgerRetention: 1000, awsTimeout: 10_000 };
const quietAfter = 130_000;

const aws = useAws();
const secrets = aws.client((settings) => new SecretsManager(settings));
const dynamodb = aws.client((settings) => new DynamoDB(settings));
useLedgerTable(dynamodb, tables.ledger);
useLedgerTable(dynamodb, tables.accounts);

let access: ZuoraAccess;
let accounts: LinkedAccounts;
let login: string;

beforeEach(async () => {
  access = await ZuoraAccess.begin(secrets, { writeTimeout: 1500 });
  accounts = new LinkedAccounts(dynamodb, tables, access.clock.now, randomUUID);
  login = `${randomUUID()}@example.com`;
  await access.sandbox('POST', 'users', {
    users: [{ username: login }],
  });
});
afterEach(() => access.end());

function asked(key: string, ...entityIds: string[]): SaidChange {
  return { kind: 'request', entityIds, key, assignment: { time: access.clock.now(), event: key, isEnded: false } };
}
const ended = (key: string, ...entityIds: string[]): SaidChange => ({
  ...{ kind: 'end', entityIds, keys: [key], time: access.clock.now(), event: `end of ${key}` },
});

/** A whole delivery, as far as Zuora and the account have part in it. */
async function attempted(change: SaidChange, event: string = randomUUID().replaceAll('-', '')) {
  access.clock.advance(1000);
  const { clock } = access;
  const lease = await accounts.acquire(login, { event, change }, randomUUID(), clock.now() + quietAfter);
  if (!isLease(lease)) throw new Error(lease.is);
  const done = await attemptAccess({
    ...{ records: { accounts, audit: async () => {} }, lease, login, said: change, history: noHistory },
    ...{ now: clock.now, limits: access.settings, quietAfter },
    access: change.kind === 'request' ? 'requests' : 'revokes',
    zuora: access.client(),
  });
  await accounts.release(done.lease, done.learned);
  return done;
}

function isLease(lease: object): lease is AccountLease {
  return 'owner' in lease;
}

/** What Zuora has, beside the home entity. */
async function inZuora(): Promise<{ granted: readonly string[]; pending: readonly string[] }> {
  const state = usersOf.parse(await access.sandbox('GET', 'state'));
  const user = state.users.find(({ username }) => username === login);
  return {
    granted: user?.accessibleEntityIds.filter((id) => id !== global) ?? [],
    pending: user?.pendingEntityIds ?? [],
  };
}

const usersOf = z.object({
  users: z.array(
    z.object({ username: z.string(), accessibleEntityIds: z.array(z.string()), pendingEntityIds: z.array(z.string()) }),
  ),
});

const writes = async () => (await access.calls()).filter(({ method }) => method === 'PUT').length;
const knownOf = ({ learned }: AccessAttempted, entityId: string) => learned.access.get(entityId);

describe('a request', () => {
  test('gives what the client may give, and asks for the rest', async () => {
    const done = await attempted(asked('hr', germany, japan));
    expect(done.result).toEqual({ outcome: 'applied' });
    expect(await inZuora()).toEqual({ granted: [germany], pending: [japan] });
    expect(knownOf(done, japan)).toMatchObject({ askedAt: access.clock.now() });
  });

  test('said again asks for nothing that is granted, or pending from another reason', async () => {
    await attempted(asked('hr', germany));
    const before = await writes();
    expect((await attempted(asked('T-1', germany))).result).toEqual({ outcome: 'already-applied' });
    expect(await writes()).toBe(before);
  });

  test('that one entity refuses gives the others', async () => {
    const done = await attempted(asked('hr', canada, germany));
    expect(done.result).toMatchObject({ outcome: 'dead-letter', reason: 'permission-denied' });
    expect(await inZuora()).toEqual({ granted: [germany], pending: [] });
    expect(knownOf(done, canada)?.refusal).toMatchObject({ write: 'request', reason: 'permission-denied' });
  });

  test('without an answer closes its entity alone', async () => {
    await access.sandbox('POST', 'faults', {
      match: { method: 'PUT', path: '/v1/users/*/request-access' },
      fault: noAnswer,
    });
    const done = await attempted(asked('hr', japan));
    expect(done.result).toMatchObject({ outcome: 'retry', cause: { kind: 'unanswered' } });
    expect(knownOf(done, japan)?.closedUntil).toBe(access.clock.now() + quietAfter);
    expect((await attempted(ended('hr', japan))).result).toMatchObject({ outcome: 'busy' });
    expect((await attempted(asked('hr', germany))).result).toEqual({ outcome: 'applied' });
  });
});

describe('access', () => {
  test('ends with its last reason, and not before', async () => {
    await attempted(asked('T-1', germany));
    await attempted(asked('T-2', germany));
    expect((await attempted(ended('T-1', germany))).result).toEqual({ outcome: 'already-applied' });
    expect((await inZuora()).granted).toEqual([germany]);
    expect((await attempted(ended('T-2', germany))).result).toEqual({ outcome: 'applied' });
    expect((await inZuora()).granted).toEqual([]);
  });

  test('that an administrator took since is not asked for again by an older event', async () => {
    await attempted(asked('hr', germany));
    const late = asked('T-1', germany);
    await attempted(asked('hr', germany));
    await access.sandbox('POST', 'users', { users: [{ username: login, accessibleEntityIds: [] }] });
    expect((await attempted(late)).result).toMatchObject({
      ...{ outcome: 'superseded', detail: expect.stringMatching(/^a newer event counts: a removal in Zuora of 20/) },
    });
    access.clock.advance(1);
    expect((await attempted(asked('hr', germany))).result).toEqual({ outcome: 'applied' });
  });

  test('that is pending ends too', async () => {
    await attempted(asked('hr', japan));
    expect((await attempted(ended('hr', japan))).result).toEqual({ outcome: 'applied' });
    expect(await inZuora()).toEqual({ granted: [], pending: [] });
  });

  test('that nobody explains stays until its end is ordered', async () => {
    await access.sandbox('POST', 'users', { users: [{ username: login, accessibleEntityIds: [germany] }] });
    await attempted(asked('hr', japan));
    expect((await attempted(ended('hr', japan))).result).toEqual({ outcome: 'applied' });
    expect((await inZuora()).granted).toEqual([germany]);
    const time = access.clock.now() + 1000;
    expect((await attempted({ kind: 'order', entityIds: [germany], time, hold: false })).result).toEqual({
      outcome: 'applied',
    });
    expect((await inZuora()).granted).toEqual([]);
  });
});

test('of a user whom nobody knows, nothing can end', async () => {
  login = `${randomUUID()}@example.com`;
  expect((await attempted(ended('hr', germany))).result).toMatchObject({ outcome: 'no-such-user' });
});
