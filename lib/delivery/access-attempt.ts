/** One attempt at an event about a user's access: look, bring each entity to what is desired, say what became of it. */
import type { LinkedAccount } from '../account/account-item.ts';
import { type Look, type Plan, planAfter } from '../account/convergence.ts';
import { desired } from '../account/desired.ts';
import type { Next, Rest, Write } from '../account/entity-access.ts';
import type { AccountLease, LinkedAccounts } from '../account/linked-accounts.ts';
import type { SaidChange } from '../account/open-change.ts';
import type { AttemptHistory } from '../ledger/attempt-history.ts';
import { type Spelling, spellingOf } from '../login.ts';
import type { FoundUser } from '../zuora/accessible-entities.ts';
import type { ZuoraClient } from '../zuora/client.ts';
import { asOne } from '../zuora/several-failures.ts';
import { converge } from './converge.ts';
import type { Result } from './disposition.ts';
import { detailOf, resultOfError } from './error-result.ts';
import { countFailures, decideRetry, type RefusalTraits } from './retry-decision.ts';

/** How an operation finds its user, and writes. */
export interface AccessOperation extends RefusalTraits {
  /** @returns undefined if no entity knows the user under any spelling of the login */
  readonly find: (zuora: ZuoraClient, known: Spelling | undefined) => Promise<FoundUser | undefined>;
  readonly send: (zuora: ZuoraClient, write: Write, username: string, entityId: string) => Promise<unknown>;
}

export interface AccessWork {
  readonly operation: AccessOperation;
  readonly change: SaidChange;
  readonly zuora: ZuoraClient;
  readonly accounts: Pick<LinkedAccounts, 'record'>;
  readonly lease: AccountLease;
  readonly history: AttemptHistory;
  readonly now: () => number;
  /** How long Zuora may work on a call that it does not answer; milliseconds. */
  readonly quietAfter: number;
}

export interface AccessAttempted {
  readonly result: Result;
  /** With this attempt's failure counted by its kind. */
  readonly history: AttemptHistory;
  /** The account with all that the attempt learned. */
  readonly learned: LinkedAccount;
  /** As it was recorded last. */
  readonly lease: AccountLease;
}

const userUnknown: Result = {
  outcome: 'no-such-user',
  detail:
    'username: no entity of the event knows this login, in any spelling; if the user has another login in Zuora, publish an event with that login',
};

const backOff = { kind: 'back-off' } as const;

/** Never throws. */
export async function attemptAccess(work: AccessWork): Promise<AccessAttempted> {
  const { lease, history } = work;
  let observed: Observed | undefined;
  try {
    observed = await observe(work, lease.known);
  } catch (error) {
    return { result: resultOfError(error, backOff), history, learned: lease.known, lease };
  }
  if (!observed) return { result: userUnknown, history, learned: lease.known, lease };
  const { username, look, plan } = observed;
  const { zuora, accounts, operation, now, quietAfter } = work;
  const { failures, written, ...converged } = await converge({
    ...{ accounts, lease, look, plan, now, quietAfter, traits: operation, concurrency: zuora.callsInFlight },
    send: (write, entityId) => operation.send(zuora, write, username, entityId),
  });
  if (failures.length > 0) return { ...converged, ...(await afterFailures(work, failures, converged.learned)) };
  return { ...converged, history, result: resultOf(work, plan, written, now()) };
}

interface Observed {
  /** As Zuora spells it. */
  readonly username: string;
  readonly look: Look;
  readonly plan: Plan;
}

async function observe(work: AccessWork, known: LinkedAccount): Promise<Observed | undefined> {
  const { operation, zuora, change, now } = work;
  const user = await operation.find(zuora, known.spelling);
  if (!user) return undefined;
  const { username, entityIds: granted } = user;
  const look = { granted, at: now() };
  return {
    ...{ username, look },
    plan: planAfter(look, { ...known, spelling: spellingOf(username) }, change.entityIds, () => false),
  };
}

/** A failure is final only if a further look does not show that the work is done all the same. */
async function afterFailures(
  work: AccessWork,
  failures: readonly unknown[],
  learned: LinkedAccount,
): Promise<Pick<AccessAttempted, 'result' | 'history' | 'learned'>> {
  const counts = countFailures(work.history.failures, failures);
  const history = { ...work.history, failures: counts };
  const decision = decideRetry(failures, counts, work.operation);
  const error = asOne(failures);
  if (decision.next !== 'confirm') return { result: resultOfError(error, backOff), history, learned };
  const { reason } = decision;
  try {
    const observed = await observe(work, learned);
    const isDone = observed && [...observed.plan.steps.values()].every((next) => isAtRest(next));
    const result: Result = isDone
      ? { outcome: 'already-applied' }
      : { outcome: 'dead-letter', reason, detail: detailOf(error) };
    return { result, history, learned: observed?.plan.linked ?? learned };
  } catch (lookFailure) {
    return { result: resultOfError(lookFailure, backOff), history, learned };
  }
}

const wanted: readonly Rest[] = ['verified', 'pending', 'ended', 'protected'];

function isAtRest(next: Next): boolean {
  return next.do === 'nothing' && wanted.includes(next.state);
}

/** What became of the event, if no write failed. */
function resultOf({ change, lease }: AccessWork, plan: Plan, written: ReadonlySet<string>, now: number): Result {
  const states = [...plan.steps].map(([entityId, next]) => ({ entityId, next }));
  const closed = states.filter(({ next }) => next.do === 'nothing' && next.state === 'closed');
  if (closed.length > 0) {
    const until = Math.max(...closed.map(({ entityId }) => plan.linked.access.get(entityId)?.closedUntil ?? now));
    return {
      ...{ outcome: 'busy', reason: 'held', detail: 'Zuora may still work on an earlier call about this user' },
      cause: { kind: 'busy', milliseconds: until - now },
    };
  }
  if (written.size > 0) return { outcome: 'applied' };
  const wishes = desired(lease.known.account, now);
  const isOpposed = change.entityIds.every((id) => wishes.get(id) !== givesAccess(change));
  return { outcome: isOpposed ? 'superseded' : 'already-applied' };
}

function givesAccess({ kind }: SaidChange): boolean {
  return kind !== 'end' && kind !== 'order';
}
