/** What must hold of a user's access, whatever was said of it, and whenever it was looked at. */
import { seedEntity } from '../../local/zuora/seed.ts';
import type { TenantState } from '../../local/zuora/state.ts';
import { isGiven } from './access-wishes.ts';
import { accountWishes, username } from './account-wishes.ts';
import { isExpected, mayHaveLeft, type Statement } from './expected-access.ts';
import { acquisitions, openEvents } from './invariants/acquisitions.ts';
import {
  askedBy,
  entityOf,
  eventOf,
  isApproval,
  isBefore,
  isDenial,
  isHeard,
  isIn,
  isRecorded,
  isSuccess,
  writes,
} from './invariants/calls-of-events.ts';
import type { Invariant, Run } from './invariants/invariant.ts';
import { mayBeLifted, published, statements, toldBefore } from './told.ts';
import type { ZuoraCall } from './world/trace.ts';

export const accessRuleNames = {
  isSo: 'the user has access exactly where the rules say so',
  isNotLetIn: 'no write gives access that was to end by then',
  hasReason: 'every write was made for a message',
  isOwn: 'without an event, only a request of ours is approved, where the policy says so',
  isGranted: 'what the policy has approved does not wait',
  isAskedOnce: 'neither a look nor an end repeats a request that may be pending',
  isSent: 'what a look is said to have denied, a look has denied',
} as const;

/** An answer of Zuora that is final. */
export const noPermission = {
  status: 200,
  body: JSON.stringify({ success: false, reasons: [{ code: 90000020, message: 'No permission' }] }),
};

export interface EntitySets {
  /** Where an administrator took what was given: nobody gives it again. */
  readonly taken: ReadonlySet<string>;
  /** Where somebody else asked for access. The service cannot see that. */
  readonly asked: ReadonlySet<string>;
  /** Where the policy has our requests approved, and the secret has a client. */
  readonly automatic: ReadonlySet<string>;
}

export function accessRules(now: number, { taken, asked, automatic }: EntitySets): readonly Invariant[] {
  return [
    {
      name: accessRuleNames.isSo,
      violations: (run) =>
        judgedEntities(run)
          .filter((entityId) => !isGivenUp(run, entityId) && !isRefused(run, entityId) && !mayBeLifted(run, entityId))
          .flatMap((entityId) => {
            const isTo = isExpected(published(run), entityId, now);
            const isSo = run.tenants.slice(0, 1).some(({ state }) => isGiven(state, entityId));
            if (isSo === isTo || (isTo ? taken : asked).has(entityId) || (isTo && mayHaveLeft(published(run))))
              return [];
            return [`${entityId} ${isTo ? 'is to be given, and is not' : 'is not to be given, and is'}`];
          }),
    },
    {
      name: accessRuleNames.isNotLetIn,
      violations: (run) =>
        writes(run).flatMap((write) =>
          givenBy(write)
            .filter((id) => wasUnclear(write, run) || (wasToEnd(write, id, run) && !mayComeBack(write, id, run, asked)))
            .map((entityId) => `${entityId} was given by ${write.url.pathname} of ${eventOf(write, run)}`),
        ),
    },
    {
      name: accessRuleNames.isOwn,
      violations: (run) =>
        writes(run)
          .filter((write) => isApproval(write) && !isOf('approve', write, run))
          .filter((write) => !automatic.has(entityOf(write)) || !mayBeOurs(write, run))
          .map((write) => `${entityOf(write)} was approved for ${eventOf(write, run)}`),
    },
    {
      name: accessRuleNames.isGranted,
      violations: (run) =>
        (mayHaveLeft(published(run)) ? [] : [...automatic])
          .filter((entityId) => !isGivenUp(run, entityId) && !isRefused(run, entityId))
          .filter((entityId) => !taken.has(entityId) && !asked.has(entityId))
          .filter((entityId) => run.tenants.slice(0, 1).some(({ state }) => isPending(state, entityId)))
          .map((entityId) => `${entityId} waits for an administrator`),
    },
    {
      name: accessRuleNames.hasReason,
      violations: (run) =>
        writes(run)
          .filter((write) => eventOf(write, run) === undefined)
          .map(({ url, body }) => `${url.pathname} ${body}`),
    },
    {
      name: accessRuleNames.isAskedOnce,
      violations: (run) =>
        writes(run)
          .filter((write) => isLook(write, run) || isOf('end', write, run))
          .flatMap((write) => askedBy(write).filter((entityId) => wasAsked(write, entityId, run)))
          .map((entityId) => `${entityId} was asked for again`),
    },
    {
      name: accessRuleNames.isSent,
      violations: (run) =>
        judgedEntities(run)
          .filter((entityId) => !taken.has(entityId) && !asked.has(entityId) && !mayBeFirst(run))
          .filter((entityId) => !isRequestFoundLater(entityId, run))
          .filter((entityId) => deniedByLooks(entityId, run) < recordedOfLooks(entityId, run))
          .map((entityId) => `${entityId} was denied ${deniedByLooks(entityId, run)} times`),
    },
  ];
}

/** Germany and Japan, and France where a decision names it. */
function judgedEntities(run: Run): readonly string[] {
  const named = published(run).flatMap(({ entityIds }) => entityIds);
  return [...new Set([seedEntity.germany, seedEntity.japan, ...named])];
}

/** Whether a dead letter asked for something in the entity, so that nobody knows what is to be so. */
function isGivenUp({ trace }: Run, entityId: string): boolean {
  const dead = trace.deadLetters.map(({ body }) => String(JSON.parse(body).id));
  return statements(dead).some(({ entityIds }) => entityIds.includes(entityId));
}

/** Whether Zuora refused a write for good. Nothing is sent again until something new is said. */
function isRefused(run: Run, entityId: string): boolean {
  const refused = writes(run).filter(({ answer }) => answer?.body === noPermission.body);
  return refused.some((write) => askedBy(write).includes(entityId) || isIn(write, entityId));
}

function isOf(kind: Statement['kind'], write: ZuoraCall, run: Run): boolean {
  return accountWishes[Number(eventOf(write, run))]?.statement.kind === kind;
}

/** Whether a request may have arrived before. What an attempt has sent that did not release the account, nobody knows. */
function mayBeOurs(approval: ZuoraCall, run: Run): boolean {
  const entityId = entityOf(approval);
  const isCutOff = run.trace.recordWrites.some((write) => !isRecorded(write, run));
  const asks = writes(run).filter((one) => askedBy(one).includes(entityId) && isBefore(one.sent, approval.sent));
  return (
    asks.some((one) => !isHeard(one) || isSuccess(one.answer) || !isRecorded(one, run)) || (isCutOff && asks.length > 0)
  );
}

function isPending({ users }: TenantState, entityId: string): boolean {
  return users.get(username)?.pending.has(entityId) === true;
}

function givenBy({ changes }: ZuoraCall): readonly string[] {
  return changes.flatMap((change) =>
    change.type === 'access-granted' || change.type === 'access-requested' ? change.entityId : [],
  );
}

/** Whether all that the account had been told by then was against access, since the lease was acquired. */
function wasToEnd({ begun }: ZuoraCall, entityId: string, run: Run): boolean {
  const [latest] = acquisitions(run, begun).slice(-1);
  if (!latest || !begun) return false;
  const told = toldBefore(begun, run);
  return [latest.at.time, begun.time].every((time) => !isExpected(told, entityId, time));
}

/** Whether the newest decision that the account had been told by then was that nothing new is to be given. */
function wasUnclear({ begun }: ZuoraCall, run: Run): boolean {
  return begun !== undefined && mayHaveLeft(toldBefore(begun, run));
}

/**
 * Whether a decision may have ended access that was there before anybody said anything: what is known as such comes back
 * afterwards. Somebody else may have asked for it just before the account's first look.
 */
function mayComeBack({ begun }: ZuoraCall, entityId: string, run: Run, asked: EntitySets['asked']): boolean {
  const told = toldBefore(begun, run);
  const isNamed = told.some(({ entityIds }) => entityIds.includes(entityId));
  const decisions = told.filter((one) => one.kind === 'decide');
  if (asked.has(entityId)) return decisions.some(({ isBlocked, denied }) => isBlocked || denied.includes(entityId));
  return !isNamed && decisions.some(({ isBlocked }) => isBlocked);
}

function isLook(write: ZuoraCall, run: Run): boolean {
  return accountWishes[Number(eventOf(write, run))] === undefined;
}

/** Whether a look may have been the first of the account: if it is cut off, nobody knows what it found. */
function mayBeFirst(run: Run): boolean {
  return acquisitions(run).some(({ item }) => item['c_look'] && !item['firstLookAt']);
}

function deniedByLooks(entityId: string, run: Run): number {
  return writes(run).filter((write) => isDenial(write, entityId) && isLook(write, run)).length;
}

/** A later denial that finds nothing to end tells of a request and of its denial by a look that was cut off, or of neither. */
function isRequestFoundLater(entityId: string, { trace }: Run): boolean {
  return trace.entries.some(
    ({ item }) => item['entityId']?.S === entityId && item['what']?.S === 'request' && item['outcome']?.S === 'seen',
  );
}

/** How many denials of looks the audit log has. */
function recordedOfLooks(entityId: string, { trace }: Run): number {
  const denials = trace.entries.filter(({ item }) => item['entityId']?.S === entityId && item['what']?.S === 'deny');
  // The SDK may have sent an entry twice.
  return new Set(denials.filter(({ item }) => !item['event']).map(({ item }) => item['position']?.S)).size;
}

/** Whether Zuora had accepted a request, everybody knew it, and nothing was said since but ends, and nothing taken. */
function wasAsked(write: ZuoraCall, entityId: string, run: Run): boolean {
  const earlier = writes(run).filter((one) => isBefore(one.ended, write.begun));
  const asked = earlier.findLast((one) => askedBy(one).includes(entityId) && isSuccess(one.answer));
  if (!asked || !isHeard(asked) || !isRecorded(asked, run)) return false;
  const isNew = acquisitions(run)
    .filter(({ at }) => isBefore(asked.sent, at) && isBefore(at, write.begun))
    .some((one) =>
      statements(openEvents(one, run)).some(({ kind, entityIds }) => kind !== 'end' && entityIds.includes(entityId)),
    );
  const isTaken = writes(run).some(
    (one) => isDenial(one, entityId) && isBefore(asked.sent, one.sent) && isBefore(one.sent, write.begun),
  );
  return !isNew && !isTaken;
}
