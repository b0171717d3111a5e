/** One attempt at an event about a user's access: look, bring each entity to what is desired, say what became of it. */
import { homeOf } from '../account/account.ts';
import type { LinkedAccount } from '../account/account-item.ts';
import { withoutRefusals } from '../account/asked-anew.ts';
import { outcomeUnknown } from '../account/entity-access.ts';
import type { Finding } from '../account/finding.ts';
import type { AccountLease } from '../account/lease.ts';
import type { SaidChange } from '../account/open-change.ts';
import { isSuperseded, type Opposition, oppositionsTo } from '../account/opposition.ts';
import type { Records } from '../account/recorder.ts';
import type { Limits } from '../allow-list.ts';
import type { AttemptHistory, FailureCounts } from '../ledger/attempt-history.ts';
import { isApplied } from '../outcome.ts';
import type { AccessSettings } from '../settings.ts';
import { isUnknownUser } from '../zuora/accessible-entities.ts';
import { isRefusal } from '../zuora/classify.ts';
import type { ZuoraClient } from '../zuora/client.ts';
import { asOne } from '../zuora/several-failures.ts';
import { lookAt, type Seen, unaskedEntities } from './access-look.ts';
import { entitiesAtRest, oppositionsSeen, resultOf, resultOfUnknown, supersededBy } from './access-result.ts';
import { type ConvergeFailure, converge } from './converge.ts';
import type { Result } from './disposition.ts';
import { detailOf, resultOfError } from './error-result.ts';
import type { AccessOperation } from './operation.ts';
import { countFailures, decideRetry, mostHopeful, type RetryDecision } from './retry-decision.ts';
import { describeUnknown, unknownOutcomes } from './unknown-outcome.ts';

export interface AccessWork {
  readonly access: AccessOperation<never>['access'];
  readonly login: string;
  readonly said: SaidChange;
  /** When the event's message was sent; milliseconds since the epoch. */
  readonly sentAt: number;
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

const backOff = { kind: 'back-off' } as const;

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
    seen = await observe(work, withoutRefusals(lease.known, { event: lease.event, change: said }, work.sentAt, now()));
  } catch (error) {
    if (said.kind !== 'request' || !isUnknownUser(error)) {
      return { ...nothingLearned, result: resultOfError(error, backOff) };
    }
  }
  if (!seen) {
    const outside = said.kind === 'decide' ? unaskedEntities(lease.known, work.settings, now()) : [];
    return { ...nothingLearned, outside, result: resultOfUnknown(said, lease.known.account, outside, now()) };
  }
  const { records, quietAfter } = work;
  const atHome = clientAtHome(work);
  const { failures, ...converged } = await converge({ records, lease, seen, zuora: atHome, now, quietAfter });
  const told = {
    ...converged,
    outside: seen.outside,
    oppositions: new Map([...oppositions, ...oppositionsSeen(said, seen.plan)]),
    atRest: entitiesAtRest(seen.plan),
  };
  if (failures.length > 0) return { ...told, ...(await afterFailures(work, failures, told)) };
  const isOpposed = isSuperseded(said, lease.known.account, told.oppositions);
  const result = isOpposed ? supersededBy(said, told.oppositions) : resultOf(said, seen, told.written, now());
  const unknown = isApplied(result.outcome) ? unknownOutcomes(said, told, now()) : [];
  if (unknown.length === 0) return { ...told, history, result };
  const otherwise: Result = { outcome: 'dead-letter', reason: outcomeUnknown, detail: describeUnknown(unknown) };
  return { ...told, history, ...(await confirmAccess(work, converged, otherwise)) };
}

/** An event that requests access names the home entity. For others it is known from an earlier one, if at all. */
function clientAtHome({ access, zuora, lease }: AccessWork): ZuoraClient {
  const home = homeOf(lease.known.account);
  return access === 'requests' || home === undefined ? zuora : zuora.in(home);
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
    const { plan } = seen;
    return {
      result: entitiesAtRest(plan).size === plan.steps.size ? { outcome: 'already-applied' } : otherwise,
      ...{ learned: plan.linked, findings: [...findings, ...plan.findings] },
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
  learnt: LearntSoFar & Pick<AccessAttempted, 'oppositions'>,
): Promise<LearntSoFar & Pick<AccessAttempted, 'result' | 'history'>> {
  const errors = failures.map(({ error }) => error);
  const counts = countFailures(work.history.failures, errors);
  const history = { ...work.history, failures: counts };
  const decision = mostHopeful(failures.map((failure) => decide(failure, counts)));
  const error = asOne(errors);
  const { learned, findings } = learnt;
  if (decision.next !== 'confirm') return { result: resultOfError(error, backOff), history, learned, findings };
  const { reason } = decision;
  const unknown = reason === outcomeUnknown ? [] : unknownOutcomes(work.said, learnt, work.now());
  const detail = unknown.length > 0 ? `${detailOf(error)}; ${describeUnknown(unknown)}` : detailOf(error);
  const otherwise: Result = { outcome: 'dead-letter', reason, detail };
  return { history, ...(await confirmAccess(work, learnt, otherwise)) };
}

function decide({ error, refused }: ConvergeFailure, counts: FailureCounts): RetryDecision {
  if (refused !== undefined) return { next: 'confirm', reason: refused };
  // Time may resolve it.
  return isRefusal(error) ? { next: 'retry' } : decideRetry([error], counts);
}
