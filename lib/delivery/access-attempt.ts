/** One attempt at an event about a user's access: look, bring each entity to what is desired, say what became of it. */
import type { LinkedAccount } from '../account/account-item.ts';
import type { Plan } from '../account/convergence.ts';
import type { Next, Rest } from '../account/entity-access.ts';
import type { AccountLease } from '../account/lease.ts';
import type { LinkedAccounts } from '../account/linked-accounts.ts';
import type { SaidChange } from '../account/open-change.ts';
import { type Opposition, oppositionsTo } from '../account/opposition.ts';
import type { AttemptHistory } from '../ledger/attempt-history.ts';
import type { AccessSettings } from '../settings.ts';
import type { ZuoraClient } from '../zuora/client.ts';
import { asOne } from '../zuora/several-failures.ts';
import { lookAt, type Seen } from './access-look.ts';
import { accessWrites } from './access-writes.ts';
import { type ConvergeFailure, converge } from './converge.ts';
import type { Result } from './disposition.ts';
import { detailOf, resultOfError } from './error-result.ts';
import type { AccessOperation } from './operation.ts';
import { remainingAccess } from './remaining-access.ts';
import { countFailures, decideRetry, mostHopeful, type RetryDecision } from './retry-decision.ts';

export interface AccessWork {
  readonly access: AccessOperation<never>['access'];
  readonly login: string;
  readonly said: SaidChange;
  readonly zuora: ZuoraClient;
  readonly accounts: Pick<LinkedAccounts, 'record'>;
  readonly lease: AccountLease;
  readonly history: AttemptHistory;
  readonly settings: AccessSettings;
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
  /** What counts instead of the event, by entity id. */
  readonly oppositions: ReadonlyMap<string, Opposition>;
}

const userUnknown: Result = {
  outcome: 'no-such-user',
  detail:
    'username: no entity of the event knows this login, in any spelling; if the user has another login in Zuora, publish an event with that login',
};

const backOff = { kind: 'back-off' } as const;

/** Never throws. */
export async function attemptAccess(work: AccessWork): Promise<AccessAttempted> {
  const { lease, history, said, now } = work;
  const oppositions = oppositionsTo(said, lease.known.account, now());
  const nothingLearned = { history, learned: lease.known, lease, oppositions };
  if (said.entityIds.every((id) => oppositions.has(id))) {
    return { ...nothingLearned, result: supersededBy(oppositions) };
  }
  let seen: Seen | undefined;
  try {
    seen = await observe(work, withoutRefusals(lease.known, said.entityIds));
  } catch (error) {
    return { ...nothingLearned, result: resultOfError(error, backOff) };
  }
  if (!seen) return { ...nothingLearned, result: userUnknown };
  const { accounts, quietAfter } = work;
  const atHome = clientAtHome(work);
  const { failures, written, ...converged } = await converge({ accounts, lease, seen, zuora: atHome, now, quietAfter });
  const told = { ...converged, oppositions: new Map([...oppositions, ...removalsIn(seen.plan)]) };
  if (failures.length > 0) return { ...told, ...(await afterFailures(work, failures, converged.learned)) };
  const isOpposed = said.entityIds.every((id) => told.oppositions.has(id));
  return { ...told, history, result: isOpposed ? supersededBy(told.oppositions) : resultOf(seen.plan, written, now()) };
}

/** An event that requests access names the home entity. For others it is known from an earlier one, if at all. */
function clientAtHome({ access, zuora, lease }: AccessWork): ZuoraClient {
  const { home } = lease.known.account;
  return access === 'requests' || !home ? zuora : zuora.in(home.entityId);
}

/** Where somebody has taken the access in Zuora since the event was said. A newer request asks for it again. */
function removalsIn({ linked, steps }: Plan): ReadonlyMap<string, Opposition> {
  const removed = [...steps].filter(([, next]) => next.do === 'nothing' && next.state === 'removed-outside');
  return new Map(removed.map(([id]) => [id, { by: 'removal', time: linked.access.get(id)?.removedAt }]));
}

/** Looks once more before a failure is final. */
export async function confirmAccess(
  work: AccessWork,
  learned: LinkedAccount,
  otherwise: Result,
): Promise<Pick<AccessAttempted, 'result' | 'learned'>> {
  try {
    const seen = await observe(work, learned);
    const isDone = seen && [...seen.plan.steps.values()].every(isAtRest);
    return { result: isDone ? { outcome: 'already-applied' } : otherwise, learned: seen?.plan.linked ?? learned };
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

function observe(
  { access, login, said, zuora, settings, now }: AccessWork,
  known: LinkedAccount,
): Promise<Seen | undefined> {
  return lookAt({
    ...{ zuora, login, known, settings, now, entityIds: said.entityIds },
    asksHere: access !== 'revokes',
    approves: access === 'approves',
  });
}

async function afterFailures(
  work: AccessWork,
  failures: readonly ConvergeFailure[],
  learned: LinkedAccount,
): Promise<Pick<AccessAttempted, 'result' | 'history' | 'learned'>> {
  const errors = failures.map(({ error }) => error);
  const counts = countFailures(work.history.failures, errors);
  const history = { ...work.history, failures: counts };
  const decide = ({ error, write }: ConvergeFailure): RetryDecision =>
    decideRetry([error], counts, write === undefined ? {} : accessWrites[write]);
  const decision = mostHopeful(failures.map(decide));
  const error = asOne(errors);
  if (decision.next !== 'confirm') return { result: resultOfError(error, backOff), history, learned };
  const { reason } = decision;
  const otherwise: Result = { outcome: 'dead-letter', reason, detail: detailOf(error) };
  return { history, ...(await confirmAccess(work, learned, otherwise)) };
}

const wanted: readonly Rest[] = ['verified', 'pending', 'ended'];

/** What an approval by us cannot do, an administrator can: the request is made. */
function isAtRest(next: Next): boolean {
  return next.do === 'approve-own' || (next.do === 'nothing' && wanted.includes(next.state));
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
  return remainingAccess(steps) ?? { outcome: written.size > 0 ? 'applied' : 'already-applied' };
}

/** What said it, for a person. */
export const opponents: Readonly<Record<Opposition['by'], string>> = {
  order: 'revokeUserAccess',
  end: 'revokeUserAccess',
  request: 'requestUserAccess',
  approval: 'approveUserAccess',
  leaving: 'a leaver',
  policy: 'the policy',
  removal: 'a removal in Zuora',
};

function supersededBy(oppositions: ReadonlyMap<string, Opposition>): Result {
  const newer = [...oppositions.values()].map(({ by, time }) =>
    time === undefined ? opponents[by] : `${opponents[by]} of ${new Date(time).toISOString()}`,
  );
  return { outcome: 'superseded', detail: `a newer event counts: ${[...new Set(newer)].join(', ')}` };
}
