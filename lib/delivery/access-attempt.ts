/** One attempt at an event about a user's access: look, bring each entity to what is desired, say what became of it. */

import { homeOf } from '../account/account.ts';
import type { LinkedAccount } from '../account/account-item.ts';
import { withoutRefusals } from '../account/asked-anew.ts';
import type { Finding, Plan } from '../account/convergence.ts';
import { desired } from '../account/desired.ts';
import type { Next, Rest } from '../account/entity-step.ts';
import type { AccountLease } from '../account/lease.ts';
import type { SaidChange } from '../account/open-change.ts';
import { isSuperseded, type Opposition, oppositionsTo } from '../account/opposition.ts';
import type { Records } from '../account/recorder.ts';
import type { Limits } from '../allow-list.ts';
import type { AttemptHistory } from '../ledger/attempt-history.ts';
import type { AccessSettings } from '../settings.ts';
import type { ZuoraClient } from '../zuora/client.ts';
import { asOne } from '../zuora/several-failures.ts';
import { lookAt, outsideLimits, type Seen } from './access-look.ts';
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
  readonly records: Records;
  readonly lease: AccountLease;
  readonly history: AttemptHistory;
  /** A decision changes nothing outside its limits. */
  readonly settings: AccessSettings & Limits;
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
  /** What the audit log does not have yet. */
  readonly findings: readonly Finding[];
  /** The entities in which Zuora accepted a write. */
  readonly written: ReadonlySet<string>;
  /** The entities in which nothing had to be done. */
  readonly atRest: ReadonlySet<string>;
  /** The entities outside the limits in which something was left undone. A look is to tell of them. */
  readonly outside: readonly string[];
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

/** HR systems often report a joiner before their user exists in Zuora. */
const userAwaited: Result = {
  ...{ outcome: 'retry', reason: 'not-found', cause: backOff },
  detail: 'username: no entity knows this login yet, in any spelling',
};

/** Never throws. */
export async function attemptAccess(work: AccessWork): Promise<AccessAttempted> {
  const { lease, history, said, now } = work;
  const oppositions = oppositionsTo(said, lease.known.account, now());
  const nowhere: ReadonlySet<string> = new Set();
  const nothingLearned = {
    ...{ history, learned: lease.known, findings: [], lease, oppositions },
    ...{ written: nowhere, atRest: nowhere, outside: [] },
  };
  if (isSuperseded(said, lease.known.account, oppositions)) {
    return { ...nothingLearned, result: supersededBy(said, oppositions) };
  }
  let seen: Seen | undefined;
  try {
    seen = await observe(work, withoutRefusals(lease.known, said, now()));
  } catch (error) {
    return { ...nothingLearned, result: resultOfError(error, backOff) };
  }
  if (!seen) return { ...nothingLearned, result: isAwaited(work) ? userAwaited : userUnknown };
  const { records, quietAfter } = work;
  const atHome = clientAtHome(work);
  const { failures, ...converged } = await converge({ records, lease, seen, zuora: atHome, now, quietAfter });
  const told = {
    ...converged,
    outside: seen.outside,
    oppositions: new Map([...oppositions, ...removalsIn(seen.plan)]),
    atRest: new Set([...seen.plan.steps].filter(([, next]) => isAtRest(next)).map(([id]) => id)),
  };
  if (failures.length > 0) return { ...told, ...(await afterFailures(work, failures, converged)) };
  const isOpposed = isSuperseded(said, lease.known.account, told.oppositions);
  return {
    ...told,
    history,
    result: isOpposed ? supersededBy(said, told.oppositions) : resultOf(said, seen, told.written, now()),
  };
}

/** An event that requests access names the home entity. For others it is known from an earlier one, if at all. */
function clientAtHome({ access, zuora, lease }: AccessWork): ZuoraClient {
  const home = homeOf(lease.known.account);
  return access === 'requests' || home === undefined ? zuora : zuora.in(home);
}

/** Whether a decision gives access to a user whom Zuora does not know. */
function isAwaited({ said, lease, now }: AccessWork): boolean {
  return said.kind === 'decide' && [...desired(lease.known.account, now()).values()].includes(true);
}

/** Where somebody has taken the access in Zuora since the event was said. A newer request asks for it again. */
function removalsIn({ linked, steps }: Plan): ReadonlyMap<string, Opposition> {
  const removed = [...steps].filter(([, next]) => next.do === 'nothing' && next.state === 'removed-outside');
  return new Map(removed.map(([id]) => [id, { by: 'removal', time: linked.access.get(id)?.removedAt }]));
}

/** What an attempt has learnt so far. */
export type LearntSoFar = Pick<AccessAttempted, 'learned' | 'findings'>;

/** Looks once more before a failure is final. */
export async function confirmAccess(
  work: AccessWork,
  { learned, findings }: LearntSoFar,
  otherwise: Result,
): Promise<LearntSoFar & Pick<AccessAttempted, 'result'>> {
  try {
    const seen = await observe(work, learned);
    if (!seen) return { result: otherwise, learned, findings };
    const { linked, steps, findings: more } = seen.plan;
    const isDone = [...steps.values()].every(isAtRest);
    return {
      result: isDone ? { outcome: 'already-applied' } : otherwise,
      ...{ learned: linked, findings: [...findings, ...more] },
    };
  } catch (error) {
    return { result: resultOfError(error, backOff), learned, findings };
  }
}

function observe(work: AccessWork, known: LinkedAccount): Promise<Seen | undefined> {
  const { access, login, said, zuora, settings, now } = work;
  return lookAt({
    ...{ zuora, login, known, settings, now },
    entityIds: said.kind === 'decide' ? undefined : said.entityIds,
    asksHere: access === 'requests' || access === 'approves',
    approves: access === 'approves',
  });
}

async function afterFailures(
  work: AccessWork,
  failures: readonly ConvergeFailure[],
  learnt: LearntSoFar,
): Promise<LearntSoFar & Pick<AccessAttempted, 'result' | 'history'>> {
  const errors = failures.map(({ error }) => error);
  const counts = countFailures(work.history.failures, errors);
  const history = { ...work.history, failures: counts };
  const decide = ({ error, write }: ConvergeFailure): RetryDecision =>
    decideRetry([error], counts, write === undefined ? {} : accessWrites[write]);
  const decision = mostHopeful(failures.map(decide));
  const error = asOne(errors);
  const { learned, findings } = learnt;
  if (decision.next !== 'confirm') return { result: resultOfError(error, backOff), history, learned, findings };
  const { reason } = decision;
  const otherwise: Result = { outcome: 'dead-letter', reason, detail: detailOf(error) };
  return { history, ...(await confirmAccess(work, learnt, otherwise)) };
}

const wanted: readonly Rest[] = ['verified', 'pending', 'ended'];

/** What an approval by us cannot do, an administrator can: the request is made. */
function isAtRest(next: Next): boolean {
  return next.do === 'approve-own' || (next.do === 'nothing' && wanted.includes(next.state));
}

/** What became of the event, if no write failed. */
function resultOf(said: SaidChange, { plan, outside }: Seen, written: ReadonlySet<string>, now: number): Result {
  const { linked, steps } = plan;
  const closed = [...steps].filter(([, next]) => next.do === 'nothing' && next.state === 'closed');
  if (closed.length > 0) {
    const until = Math.max(...closed.map(([id]) => linked.access.get(id)?.closedUntil ?? now));
    return {
      ...{ outcome: 'busy', reason: 'held', detail: 'Zuora may still work on an earlier call about this user' },
      cause: { kind: 'busy', milliseconds: until - now },
    };
  }
  const outcome = written.size > 0 ? 'applied' : 'already-applied';
  const remaining = remainingAccess(steps);
  if (said.kind !== 'decide' || remaining?.reason === 'protected') return remaining ?? { outcome };
  const details = [
    ...(isBlocked(said) ? homeRemains(steps) : []),
    ...(outside.length > 0 ? [outsideLimits(outside)] : []),
  ];
  return { outcome, ...(details.length > 0 && { detail: details.join('; ') }) };
}

function isBlocked({ decision }: Extract<SaidChange, { kind: 'decide' }>): boolean {
  return decision.hasLeft || decision.isSuspended;
}

/** A leaver keeps the entity in which they were created, and nobody can change that. */
function homeRemains(steps: Plan['steps']): readonly string[] {
  const homes = [...steps].filter(([, next]) => next.do === 'nothing' && next.state === 'home-remains');
  return homes.map(([home]) => `home-remains: Zuora ends nobody's access to ${home}, where they were created`);
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

function supersededBy(said: SaidChange, oppositions: ReadonlyMap<string, Opposition>): Result {
  if (said.kind === 'decide') return { outcome: 'superseded', detail: 'the policy has decided anew since' };
  const newer = [...oppositions.values()].map(({ by, time }) =>
    time === undefined ? opponents[by] : `${opponents[by]} of ${new Date(time).toISOString()}`,
  );
  return { outcome: 'superseded', detail: `a newer event counts: ${[...new Set(newer)].join(', ')}` };
}
