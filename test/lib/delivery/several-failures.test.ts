/** Failures of one attempt at an event about access in up to three entities, in every combination and order. */
import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { LinkedAccounts } from '../../../lib/account/linked-accounts.ts';
import type { SaidChange } from '../../../lib/account/open-change.ts';
import { attemptAccess } from '../../../lib/delivery/access-attempt.ts';
import { type Disposition, dispositionOf } from '../../../lib/delivery/disposition.ts';
import type { RetryContext } from '../../../lib/delivery/schedule.ts';
import type { Dynamodb } from '../../../lib/dynamodb/dynamodb.ts';
import { hyphenatedEntityId } from '../../../lib/entity-id.ts';
import { CredentialsRejected, OutOfTime } from '../../../lib/errors.ts';
import { noHistory } from '../../../lib/ledger/attempt-history.ts';
import { CallsInFlight } from '../../../lib/zuora/calls-in-flight.ts';
import { type FailedCall, failed, unanswered } from '../../../lib/zuora/failure.ts';
import type { Http } from '../../../lib/zuora/http.ts';
import { UserSearches } from '../../../lib/zuora/user-searches.ts';
import { answerTo, DynamodbTable } from '../../../models/dynamodb-table.ts';
import { answer, reasons, settings, write } from '../../factories.ts';
import { answeredClient } from '../zuora/answered-client.ts';

const token: FailedCall = { name: 'token request', isWrite: false };
const read: FailedCall = { name: 'accessibleEntities', isWrite: false };
const failure = (call: FailedCall, status: number, body: unknown = reasons(), headers = {}) =>
  failed(call, answer(status, body, headers), (text) => text);
const coded = (category: number) => failure(write, 200, reasons(53100000 + category));

const kinds: Record<string, unknown> = {
  'a write without an answer': unanswered(write, 'ECONNRESET'),
  'a write that a gateway gave up': failure(write, 504),
  'a write that failed within Zuora': failure(write, 500),
  'a write that is under way': failure(write, 409),
  'a throttled write': failure(write, 429, reasons(70), { 'ratelimit-reset': '600' }),
  'a write that is to come back later': failure(write, 503, 'down', { 'retry-after': '40' }),
  'a locked write': coded(50),
  'an internal error': coded(60),
  'a write without permission': coded(10),
  'a write against a rule': coded(30),
  'a token request without an answer': unanswered(token, 'timeout'),
  'a throttled token request': failure(token, 429, reasons(70), { 'retry-after': '120' }),
  'rejected credentials': new CredentialsRejected('rejected', 30_000),
  'no time': new OutOfTime(),
};

/** They use up no time for retries: Zuora asks for them, or they are nobody's fault. */
const waits = [
  'a throttled write',
  'a write that is to come back later',
  'a throttled token request',
  'rejected credentials',
  'no time',
];

const context: RetryContext = {
  age: { sentAt: 0, firstReceivedAt: 0, receives: 1 },
  settings: settings(),
  now: 0,
  random: 0,
};

const login = 'ada@example.com';
const idOf = (index: number) => `5eed${String(index).padStart(28, '0')}`;

/** The accounts, in a table that answers within this process. */
function linkedAccounts(): LinkedAccounts {
  const table = new DynamodbTable(() => 0);
  const dynamodb: Pick<Dynamodb, 'getItem' | 'updateItem'> = {
    getItem: async (input) => ({ Item: table.get(input) }),
    updateItem: async (input) => answerTo(input, table.update(input)),
  };
  return new LinkedAccounts(dynamodb as Dynamodb, settings(), () => 0, randomUUID);
}

type Calls = 'reads' | 'writes';

interface Circumstances {
  readonly firstReceivedAt?: number;
  readonly attempts?: number;
  /** How many calls are made at once: with all of them, no failure comes before another call has begun. */
  readonly limit?: number;
  /** Takes the entities of the calls that fail. */
  readonly asked?: string[];
}

/**
 * What becomes of a revocation in as many entities, whose reads or writes fail so.
 *
 * @param failing in the order of the entities
 */
async function dispositionAfter(
  failing: Calls,
  failures: readonly unknown[],
  { firstReceivedAt = 0, attempts = 0, limit = 3, asked = [] }: Circumstances = {},
): Promise<Disposition> {
  const entityIds = failures.map((_, index) => idOf(index));
  const granted = entityIds.map((id) => ({ id }));
  const http: Http = async (_, { method, headers }) => {
    const index = entityIds.findIndex((id) => hyphenatedEntityId(id) === headers['Zuora-Entity-Ids']);
    if ((method === 'GET') === (failing === 'reads')) {
      asked.push(idOf(index));
      throw failures[index];
    }
    return answer(200, { success: true, entities: granted });
  };
  const shared = { inFlight: new CallsInFlight(limit), searches: new UserSearches(() => 0) };
  const accounts = linkedAccounts();
  const said: SaidChange = { kind: 'order', entityIds, time: 0, hold: false };
  const lease = await accounts.acquire(login, { event: 'e'.repeat(32), change: said }, 'owner', 250_000);
  if ('is' in lease) throw new Error(lease.is);
  const { result, history } = await attemptAccess({
    ...{ access: 'revokes', login, said, sentAt: 0, lease, settings: settings(), now: () => 0, quietAfter: 130_000 },
    records: { accounts, audit: async () => {} },
    zuora: answeredClient(http, {}, shared),
    history: { ...noHistory, attempts },
  });
  return dispositionOf(result, history, { ...context, age: { ...context.age, firstReceivedAt } });
}

const combinations = (names: string[]) =>
  names.flatMap((one) => names.flatMap((two) => [[one, two], ...names.map((three) => [one, two, three])]));
const delayOf = (disposition: Disposition) => ('delay' in disposition ? disposition.delay : 0);

const readKinds: Record<string, unknown> = {
  'a read without an answer': unanswered(read, 'ECONNRESET'),
  'a read that failed within Zuora': failure(read, 500),
  'a throttled read': failure(read, 429, reasons(70), { 'ratelimit-reset': '600' }),
  'a read that is to come back later': failure(read, 503, 'down', { 'retry-after': '40' }),
  'a read without permission': failure(read, 200, reasons(53100010)),
  ...Object.fromEntries(Object.entries(kinds).filter(([name]) => /token|credentials|time/.test(name))),
};

/** Out of time, the first entity that is asked leaves none for the others. */
const isReached = (names: readonly string[]) => names[0] !== 'no time' || names.length === 1;

test.each([
  ['writes', kinds, () => true],
  ['reads', readKinds, isReached],
] as const)(
  'of %s that fail in several entities nothing is lost that one of them asks for, in whatever order',
  async (failing, all, counts) => {
    const alone = new Map<string, Disposition>();
    for (const [name, error] of Object.entries(all)) alone.set(name, await dispositionAfter(failing, [error]));
    for (const names of combinations(Object.keys(all)).filter(counts)) {
      const parts = names.map((name) => alone.get(name)).filter((part) => part !== undefined);
      const combined = await dispositionAfter(
        failing,
        names.map((name) => all[name]),
      );
      const isRetried = parts.some(({ outcome }) => outcome === 'retry');
      const told = {
        names,
        outcome: combined.outcome,
        quietAt: combined.quietAt,
        throttled: combined.throttled,
        unknown: combined.history.failures.unknown,
        waitsLongEnough: parts.every((part) => delayOf(combined) >= delayOf(part)),
      };
      expect(told).toEqual({
        names,
        outcome: isRetried ? 'retry' : 'dead-letter',
        quietAt: Math.max(...parts.map(({ quietAt }) => quietAt)),
        throttled: parts.some(({ throttled }) => throttled),
        unknown: parts.some(({ history }) => history.failures.unknown),
        waitsLongEnough: true,
      });
    }
  },
);

test('several failures are given up with the window, but not where a wait of Zuora or through no fault is among them', async () => {
  const late = { firstReceivedAt: -13 * 3_600_000, attempts: 23 };
  const outcomeOf = async (names: readonly string[]) => {
    const failures = names.map((name) => kinds[name]);
    return (await dispositionAfter('writes', failures, late)).outcome;
  };
  for (const names of combinations(Object.keys(kinds))) {
    const isFaultless = names.some((name) => waits.includes(name));
    expect([names, await outcomeOf(names)]).toEqual([names, isFaultless ? 'retry' : 'dead-letter']);
  }
});

test.each([
  ['an unknown effect before what failed', 'a locked write', 'a write without an answer', /^\S+ no answer/],
  ['a token request before a refusal', 'a write against a rule', 'a token request without an answer', /^token request/],
  [
    'a lack of rights before what has nothing to refuse',
    'a write against a rule',
    'a write without permission',
    /10 .*30 /,
  ],
])('the detail tells %s', async (_, one, other, detail) => {
  for (const names of [
    [one, other],
    [other, one],
  ]) {
    const disposition = await dispositionAfter(
      'writes',
      names.map((name) => kinds[name]),
    );
    expect(disposition).toMatchObject({ detail: expect.stringMatching(detail) });
  }
});

test.each([
  ['all that fail otherwise', ['a write without an answer', 'a write that failed within Zuora', 'a locked write'], 3],
  ['one that asks to slow down', ['a throttled write', 'a locked write', 'an internal error'], 3],
  ['two that ask to slow down', ['a throttled write', 'a throttled write', 'a locked write'], 2],
  ['an end of the time', ['no time', 'a locked write', 'an internal error'], 1],
])('after %s as many entities have been asked, one after the other: %j, %i', async (_, names, count) => {
  const asked: string[] = [];
  await dispositionAfter(
    'writes',
    names.map((name) => kinds[name]),
    { limit: 1, asked },
  );
  expect(asked).toEqual([0, 1, 2].slice(0, count).map(idOf));
});
