import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AccountLease } from '../../../lib/account/lease.ts';
import { LinkedAccounts } from '../../../lib/account/linked-accounts.ts';
import type { SaidChange } from '../../../lib/account/open-change.ts';
import { type AccessAttempted, attemptAccess } from '../../../lib/delivery/access-attempt.ts';
import { noHistory } from '../../../lib/ledger/attempt-history.ts';
import type { AccessSettings } from '../../../lib/settings.ts';
import { secretValue, seedEntity } from '../../../local/zuora/seed.ts';
import { useLedgerTable } from '../../services/ledger-table.ts';
import { useAws } from '../../services/use-aws.ts';
import { noAnswer, ZuoraAccess } from '../../services/zuora-access.ts';

const { germany, france, japan, brazil, canada, global } = seedEntity;
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
let settings: AccessSettings;

beforeEach(async () => {
  access = await ZuoraAccess.begin(secrets, { writeTimeout: 1500 });
  accounts = new LinkedAccounts(dynamodb, tables, access.clock.now, randomUUID);
  settings = { automaticEntityIds: [], protectedUsernames: [] };
  login = await access.addUser();
});
afterEach(() => access.end());

function asked(key: string, ...entityIds: string[]): SaidChange {
  const assignment = { time: access.clock.now(), event: randomUUID(), isEnded: false };
  return { kind: 'request', entityIds, key, assignment };
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
    sentAt: clock.now(),
    ...{ now: clock.now, settings: { ...access.settings, ...settings }, quietAfter },
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
const inZuora = () => access.accessOf(login);
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

const approvals = async () => (await access.calls()).filter(({ path }) => path.endsWith('/accept-access'));
const stateOf = async (...named: string[]) => {
  const done = await attempted(asked('hr', ...named));
  return { done, ...(await inZuora()) };
};

describe('in an entity with automatic approval', () => {
  beforeEach(async () => {
    settings = { ...settings, automaticEntityIds: [japan, brazil, germany] };
    const { [japan]: client } = secretValue(access.zuora.url).entities;
    await access.rotate({ entities: { [japan]: client } });
  });

  test('a request is approved and verified, if the secret has a client of the entity', async () => {
    const { done, granted, pending } = await stateOf(japan);
    expect(done.result).toEqual({ outcome: 'applied' });
    expect({ granted, pending }).toEqual({ granted: [japan], pending: [] });
    expect(knownOf(done, japan)).toMatchObject({ verifiedAt: access.clock.now() });
    expect(knownOf(done, japan)?.askedAt).toBeUndefined();
  });

  test('a request waits for an administrator, if the secret has no client of the entity', async () => {
    const { done, pending } = await stateOf(brazil);
    expect(done.result).toEqual({ outcome: 'applied' });
    expect(pending).toEqual([brazil]);
    expect(knownOf(done, brazil)).toMatchObject({ askedAt: access.clock.now() });
    expect(await approvals()).toEqual([]);
  });

  test('other entities of the request wait', async () => {
    const { granted, pending } = await stateOf(france, japan);
    expect({ granted, pending }).toEqual({ granted: [japan], pending: [france] });
    expect(await approvals()).toHaveLength(1);
  });

  test('access that Zuora grants at once is only verified', async () => {
    const { clientId, clientSecret } = secretValue(access.zuora.url);
    await access.rotate({ entities: { [germany]: { clientId, clientSecret } } });
    const { done, granted } = await stateOf(germany);
    expect(done.result).toEqual({ outcome: 'applied' });
    expect(granted).toEqual([germany]);
    expect(knownOf(done, germany)).toEqual({ verifiedAt: access.clock.now() });
  });

  test('an approval that Zuora refuses leaves the request pending, and the event applied', async () => {
    await access.sandbox('POST', 'faults', {
      ...{ match: { method: 'PUT', path: '/v1/users/*/accept-access' }, times: 1 },
      fault: { status: 200, body: '{"success":false,"reasons":[{"code":56500130,"message":"Not now"}]}' },
    });
    const { done, pending } = await stateOf(japan);
    expect(done.result).toEqual({ outcome: 'applied' });
    expect(pending).toEqual([japan]);
    expect(knownOf(done, japan)).toMatchObject({ unapprovedAt: access.clock.now() });
    expect((await attempted(ended('T-1', japan))).result).toEqual({ outcome: 'already-applied' });
    expect(await approvals()).toHaveLength(1);
  });

  test('an approval without an answer closes the entity, and is sent again if it never arrived', async () => {
    await access.sandbox('POST', 'faults', {
      ...{ match: { method: 'PUT', path: '/v1/users/*/accept-access' }, times: 1 },
      fault: noAnswer,
    });
    const change = asked('hr', japan);
    const first = await attempted(change, 'one');
    expect(first.result).toMatchObject({ outcome: 'retry', cause: { kind: 'unanswered' } });
    expect(knownOf(first, japan)).toMatchObject({ closedUntil: access.clock.now() + quietAfter });
    expect((await attempted(change, 'one')).result).toMatchObject({ outcome: 'busy' });
    access.clock.advance(quietAfter);
    expect((await attempted(change, 'one')).result).toEqual({ outcome: 'applied' });
    expect((await inZuora()).granted).toEqual([japan]);
    const requests = (await access.calls()).filter(({ path }) => path.endsWith('/request-access'));
    expect(requests).toHaveLength(1);
  });

  test("somebody else's request is not approved", async () => {
    await access.sandbox('PUT', 'settings', { repeatedAccessRequest: 'business-rule' });
    await access.sandbox('POST', 'users', { users: [{ username: login, pendingEntityIds: [japan] }] });
    const { done, pending } = await stateOf(japan);
    expect(done.result).toMatchObject({ outcome: 'dead-letter', reason: 'business-rule' });
    expect(pending).toEqual([japan]);
    expect(await approvals()).toEqual([]);
  });

  test('an assignment that ends while its request is under way is not approved', async () => {
    const record = accounts.record.bind(accounts);
    accounts.record = (...recorded) => {
      access.clock.advance(1);
      return record(...recorded);
    };
    const time = access.clock.now();
    const assignment = { time, event: 'hr', isEnded: false, expiresAt: time + 1001 };
    const done = await attempted({ kind: 'request', entityIds: [japan], key: 'hr', assignment });
    expect(done.result).toEqual({ outcome: 'applied' });
    expect((await inZuora()).pending).toEqual([japan]);
    expect(await approvals()).toEqual([]);
  });

  test('the request is recorded before it is approved, so that no crash repeats it', async () => {
    const record = accounts.record.bind(accounts);
    let records = 0;
    accounts.record = async (lease, learned) => {
      records += 1;
      expect(learned.access.get(japan)).toMatchObject({ askedAt: access.clock.now() });
      expect(await approvals()).toEqual([]);
      return record(lease, learned);
    };
    await attempted(asked('hr', japan));
    expect(records).toBe(1);
    settings = { ...settings, automaticEntityIds: [] };
    await attempted(asked('hr', france));
    expect(records).toBe(1);
  });
});

describe('access that stays', () => {
  beforeEach(async () => {
    await attempted(asked('hr', germany, japan));
  });

  test('because the login is protected is told, in whatever spelling', async () => {
    settings = { ...settings, protectedUsernames: ['other@example.com', login.toUpperCase()] };
    const { result } = await attempted(ended('hr', germany));
    expect(result).toMatchObject({ outcome: 'dead-letter', reason: 'protected' });
    expect(result.detail).toContain(`access to ${germany} stays`);
    expect((await inZuora()).granted).toEqual([germany]);
  });

  test('because the user was created there is told, and the others end', async () => {
    const home = { kind: 'request', entityIds: [germany], key: 'hr', home: global } as const;
    await attempted({ ...home, assignment: { time: access.clock.now(), event: 'home', isEnded: false } });
    const before = await writes();
    const time = access.clock.now() + 1000;
    const { result } = await attempted({ kind: 'order', entityIds: [global, germany], time, hold: false });
    expect(result).toMatchObject({ outcome: 'dead-letter', reason: 'home-remains' });
    expect(result.detail).toContain(`created in ${global}`);
    expect((await inZuora()).granted).toEqual([]);
    expect(await writes()).toBe(before + 1);
  });

  test('that Zuora refuses to end is told as it says, if nobody named the home entity', async () => {
    const time = access.clock.now() + 1000;
    const { result } = await attempted({ kind: 'order', entityIds: [global], time, hold: false });
    expect(result).toMatchObject({ outcome: 'dead-letter', reason: 'business-rule' });
  });
});

test('of a user whom nobody knows, nothing can end', async () => {
  login = `${randomUUID()}@example.com`;
  expect((await attempted(ended('hr', germany))).result).toMatchObject({ outcome: 'no-such-user' });
});
