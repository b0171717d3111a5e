/** Says what becomes of an event about a user's access: of its message, and of each entity. */
import type { Account } from '../account/account.ts';
import type { Plan } from '../account/convergence.ts';
import { desired } from '../account/desired.ts';
import { isOutcomeUnknown } from '../account/entity-access.ts';
import { type Rest, restingIn } from '../account/entity-step.ts';
import type { SaidChange } from '../account/open-change.ts';
import type { Opposition } from '../account/opposition.ts';
import { outsideLimits, type Seen } from './access-look.ts';
import type { Result, UserUnknown } from './disposition.ts';
import { remainingAccess } from './remaining-access.ts';

const userUnknown: UserUnknown = {
  outcome: 'no-such-user',
  detail:
    'username: no entity of the event knows this login, in any spelling; if the user has another login in Zuora, publish an event with that login',
};

/** HR systems often report a joiner before their user exists in Zuora. */
const userAwaited: UserUnknown = {
  outcome: 'waiting-for-account',
  detail:
    'username: Zuora does not know this login yet, in any spelling; access is requested once it does, for 30 days',
};

/**
 * A user whom no entity knows is waited for where somebody gives them access.
 *
 * @param outside the entities that were not asked
 */
export function resultOfUnknown(said: SaidChange, account: Account, outside: readonly string[], now: number): Result {
  const named = desired(account, now);
  const entityIds = said.kind === 'decide' ? [...named.keys()] : said.entityIds;
  const isAwaited = (said.kind === 'decide' || said.kind === 'request') && entityIds.some((id) => named.get(id));
  const { outcome, detail } = isAwaited ? userAwaited : userUnknown;
  return { outcome, detail: outside.length > 0 ? `${detail}; ${outsideLimits(outside)}` : detail };
}

/**
 * What only the look tells against an event: somebody has taken the access in Zuora since, and a newer request asks for it
 * again; or an operator has yet to say whether the person has left.
 */
export function oppositionsSeen(said: SaidChange, { linked, steps }: Plan): ReadonlyMap<string, Opposition> {
  const removed = restingIn('removed-outside', steps);
  // A request is made up for. An approval comes again.
  const unclear = said.kind === 'approve' ? [] : restingIn('may-have-left', steps);
  return new Map<string, Opposition>([
    ...removed.map((id) => [id, { by: 'removal', time: linked.access.get(id)?.removedAt }] as const),
    ...unclear.map((id) => [id, { by: 'safeguard' }] as const),
  ]);
}

const mayHaveLeft = 'the person may have left, and an operator has yet to say: see safeguard status';

const wanted: readonly Rest[] = ['verified', 'pending', 'ended'];

/**
 * The entities in which nothing is left to do. Where our approval fails, an administrator can still grant a request, unless
 * nobody knows whether there is one.
 */
export function entitiesAtRest({ linked, steps }: Plan): ReadonlySet<string> {
  const atRest = [...steps].filter(([id, next]) =>
    next.do === 'approve-own'
      ? !isOutcomeUnknown(linked.access.get(id))
      : next.do === 'nothing' && wanted.includes(next.state),
  );
  return new Set(atRest.map(([id]) => id));
}

/** What became of the event, if no write failed. */
export function resultOf(said: SaidChange, { plan, outside }: Seen, written: ReadonlySet<string>, now: number): Result {
  const { linked, steps } = plan;
  const closed = restingIn('closed', steps);
  if (closed.length > 0) {
    const until = Math.max(...closed.map((id) => linked.access.get(id)?.closedUntil ?? now));
    return {
      ...{ outcome: 'busy', reason: 'held', detail: 'Zuora may still work on an earlier call about this user' },
      cause: { kind: 'busy', milliseconds: until - now },
    };
  }
  if (said.kind === 'approve' && restingIn('may-have-left', steps).length > 0) {
    return { outcome: 'retry', reason: 'may-have-left', detail: mayHaveLeft, cause: { kind: 'deferred' } };
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
  return restingIn('home-remains', steps).map(
    (home) => `home-remains: Zuora ends nobody's access to ${home}, where they were created`,
  );
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
  safeguard: 'the safeguard',
};

export function supersededBy(said: SaidChange, oppositions: ReadonlyMap<string, Opposition>): Result {
  if (said.kind === 'decide') return { outcome: 'superseded', detail: 'the policy has decided anew since' };
  const all = [...oppositions.values()];
  if (all.some(({ by }) => by === 'safeguard')) {
    return { outcome: 'superseded', detail: `${mayHaveLeft}; if they have not, access is requested then` };
  }
  const newer = all.map(({ by, time }) =>
    time === undefined ? opponents[by] : `${opponents[by]} of ${new Date(time).toISOString()}`,
  );
  return { outcome: 'superseded', detail: `a newer event counts: ${[...new Set(newer)].join(', ')}` };
}
