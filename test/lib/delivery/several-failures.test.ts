/** Failures of one attempt in up to three entities, in every combination and order. */
import { expect, test } from '@jest/globals';
import { attempt } from '../../../lib/delivery/attempt.ts';
import { type Disposition, dispositionOf } from '../../../lib/delivery/disposition.ts';
import { IdempotencyKey } from '../../../lib/delivery/idempotency-key.ts';
import type { RetryContext } from '../../../lib/delivery/schedule.ts';
import { CredentialsRejected, OutOfTime } from '../../../lib/errors.ts';
import { noHistory } from '../../../lib/ledger/attempt-history.ts';
import { type FailedCall, failed, unanswered } from '../../../lib/zuora/failure.ts';
import { SeveralFailures } from '../../../lib/zuora/several-failures.ts';
import { answer, germany, reasons, settings, write } from '../../factories.ts';
import { trackId } from '../../services/zuora-access.ts';
import { answeredClient } from '../zuora/answered-client.ts';
import { type Connect, connect } from './deliveries.ts';

const token: FailedCall = { name: 'token request', isWrite: false };
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

const zuora = answeredClient(() => Promise.reject(new Error('Nothing here is sent.')));

/** What becomes of a message whose writes fail so. */
async function dispositionAfter(
  failures: readonly unknown[],
  { firstReceivedAt, attempts } = { firstReceivedAt: 0, attempts: 0 },
): Promise<Disposition> {
  const operation = {
    ...connect,
    look: async () => ({ missing: [germany] }),
    act: () => Promise.reject(failures.length === 1 ? failures[0] : new SeveralFailures(failures)),
  };
  const key = new IdempotencyKey(trackId, 0);
  const command: Connect = { targetEntityId: germany };
  const { result, history } = await attempt({ operation, command, zuora, key, history: { ...noHistory, attempts } });
  return dispositionOf(result, history, { ...context, age: { ...context.age, firstReceivedAt } });
}

const combinations = (names: string[]) =>
  names.flatMap((one) => names.flatMap((two) => [[one, two], ...names.map((three) => [one, two, three])]));
const delayOf = (disposition: Disposition) => ('delay' in disposition ? disposition.delay : 0);

test('several failures are combined: nothing that one of them asks for is lost, in whatever order', async () => {
  const alone = new Map<string, Disposition>();
  for (const [name, error] of Object.entries(kinds)) alone.set(name, await dispositionAfter([error]));
  for (const names of combinations(Object.keys(kinds))) {
    const parts = names.map((name) => alone.get(name)).filter((part) => part !== undefined);
    const combined = await dispositionAfter(names.map((name) => kinds[name]));
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
});

test('several failures are given up with the window, but not where a wait of Zuora or through no fault is among them', async () => {
  const late = { firstReceivedAt: -13 * 3_600_000, attempts: 23 };
  const outcomeOf = async (names: readonly string[]) => {
    const failures = names.map((name) => kinds[name]);
    return (await dispositionAfter(failures, late)).outcome;
  };
  for (const names of combinations(Object.keys(kinds))) {
    const isFaultless = names.some((name) => waits.includes(name));
    expect([names, await outcomeOf(names)]).toEqual([names, isFaultless ? 'retry' : 'dead-letter']);
  }
});
