/** One attempt at an event about a user's access: look, bring each entity to what is desired, say what became of it. */
import type { LinkedAccount } from '../account/account-item.ts';
import { type Look, type Plan, planAfter } from '../account/convergence.ts';
import { desired } from '../account/desired.ts';
import type { Next, Rest, Write } from '../account/entity-access.ts';
import type { AccountLease, LinkedAccounts } from '../account/linked-accounts.ts';
import type { AttemptHistory } from '../ledger/attempt-history.ts';
import { spellingOf } from '../login.ts';
import type { ZuoraClient } from '../zuora/client.ts';
import { asOne } from '../zuora/several-failures.ts';
import { converge } from './converge.ts';
import type { Result } from './disposition.ts';
import { detailOf, resultOfError } from './error-result.ts';
import type { AccessOperation, Command } from './operation.ts';
import { countFailures, decideRetry } from './retry-decision.ts';

export interface AccessWork<C extends Command> {
  readonly operation: AccessOperation<C>;
  readonly command: C;
  /** The entities that the event changes. */
  readonly entityIds: readonly string[];
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
export async function attemptAccess<C extends Command>(work: AccessWork<C>): Promise<AccessAttempted> {
  const { lease, history } = work;
  const nothingLearned = { history, learned: lease.known, lease };
  if (isOpposed(work)) return { ...nothingLearned, result: { outcome: 'superseded' } };
  let observed: Observed<C> | undefined;
  try {
    observed = await observe(work, withoutRefusals(lease.known, work.entityIds));
  } catch (error) {
    return { ...nothingLearned, result: resultOfError(error, backOff) };
  }
  if (!observed) return { ...nothingLearned, result: userUnknown };
  const { command, look, plan } = observed;
  const { zuora, accounts, operation, now, quietAfter } = work;
  const { failures, written, ...converged } = await converge({
    ...{ accounts, lease, look, plan, now, quietAfter, traits: operation, concurrency: zuora.callsInFlight },
    send: (_, entityId) => operation.act(zuora, command, [entityId]),
  });
  if (failures.length > 0) return { ...converged, ...(await afterFailures(work, failures, converged.learned)) };
  return { ...converged, history, result: resultOf(plan, written, now()) };
}

/** Looks once more before a failure is final. */
export async function confirmAccess<C extends Command>(
  work: AccessWork<C>,
  learned: LinkedAccount,
  otherwise: Result,
): Promise<Pick<AccessAttempted, 'result' | 'learned'>> {
  try {
    const observed = await observe(work, learned);
    const isDone = observed && [...observed.plan.steps.values()].every(isAtRest);
    return {
      result: isDone ? { outcome: 'already-applied' } : otherwise,
      learned: observed?.plan.linked ?? learned,
    };
  } catch (error) {
    return { result: resultOfError(error, backOff), learned };
  }
}

/** The event asks anew for what Zuora refused before. */
function withoutRefusals(known: LinkedAccount, entityIds: readonly string[]): LinkedAccount {
  const access = new Map(known.access);
  for (const id of entityIds) {
    const { refusal, ...others } = access.get(id) ?? {};
    if (refusal !== undefined) access.set(id, others);
  }
  return { ...known, access };
}

interface Observed<C> {
  /** With the login as Zuora spells it. */
  readonly command: C;
  readonly look: Look;
  readonly plan: Plan;
}

/** @returns undefined if Zuora does not know the user */
async function observe<C extends Command>(
  { operation, command, entityIds, zuora, now }: AccessWork<C>,
  known: LinkedAccount,
): Promise<Observed<C> | undefined> {
  const user = await operation.look(zuora, command, known.spelling);
  if (!user) return undefined;
  const { username, entityIds: granted } = user;
  const look = { granted, at: now() };
  return {
    command: { ...command, username },
    look,
    plan: withWritesOf(
      operation,
      planAfter(look, { ...known, spelling: spellingOf(username) }, entityIds, {
        isProtected: false,
        approves: operation.access === 'approves',
      }),
    ),
  };
}

const writes: Readonly<Record<AccessOperation<Command>['access'], Write>> = {
  ...{ requests: 'request', approves: 'approve', revokes: 'deny' },
};

/** An operation makes one kind of write. What needs the other is left to the operation that makes it. */
function withWritesOf({ access }: Pick<AccessOperation<Command>, 'access'>, plan: Plan): Plan {
  const steps = [...plan.steps].filter(([, next]) => next.do === 'nothing' || next.do === writes[access]);
  return { ...plan, steps: new Map(steps) };
}

async function afterFailures<C extends Command>(
  work: AccessWork<C>,
  failures: readonly unknown[],
  learned: LinkedAccount,
): Promise<Pick<AccessAttempted, 'result' | 'history' | 'learned'>> {
  const counts = countFailures(work.history.failures, failures);
  const history = { ...work.history, failures: counts };
  const decision = decideRetry(failures, counts, work.operation);
  const error = asOne(failures);
  if (decision.next !== 'confirm') return { result: resultOfError(error, backOff), history, learned };
  const { reason } = decision;
  const otherwise: Result = { outcome: 'dead-letter', reason, detail: detailOf(error) };
  return { history, ...(await confirmAccess(work, learned, otherwise)) };
}

const wanted: readonly Rest[] = ['verified', 'pending', 'ended', 'protected'];

function isAtRest(next: Next): boolean {
  return next.do === 'nothing' && wanted.includes(next.state);
}

/** What became of the event, if no write failed. */
function resultOf({ linked, steps }: Plan, written: ReadonlySet<string>, now: number): Result {
  const closed = [...steps].filter(([, next]) => next.do === 'nothing' && next.state === 'closed');
  if (closed.length > 0) {
    const until = Math.max(...closed.map(([id]) => linked.access.get(id)?.closedUntil ?? now));
    return {
      ...{ outcome: 'busy', reason: 'held', detail: 'Zuora may still work on an earlier call about this user' },
      cause: { kind: 'busy', milliseconds: until - now },
    };
  }
  return { outcome: written.size > 0 ? 'applied' : 'already-applied' };
}

/** Whether something that counts says the opposite in every entity of the event. */
function isOpposed<C extends Command>({ operation, entityIds, lease, now }: AccessWork<C>): boolean {
  const wishes = desired(lease.known.account, now());
  return entityIds.every((id) => wishes.get(id) === (operation.access === 'revokes'));
}
