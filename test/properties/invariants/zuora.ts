/** What must hold of calls to Zuora: once in effect, by one at a time, and with nothing that belongs to another. */
import type { Answer } from '../../../lib/zuora/failure.ts';
import { parseHeaderEntityId } from '../../../local/zuora/entity-id.ts';
import type { Write } from '../subjects.ts';
import type { Wish } from '../wishes.ts';
import type { ZuoraCall } from '../world/trace.ts';
import {
  couldSettle,
  describe,
  earlierWrites,
  eventOf,
  isBefore,
  isHeard,
  isSuccess,
  writes,
} from './calls-of-events.ts';
import type { Invariant, Run } from './invariant.ts';

const day = 24 * 3_600_000;

export const zuoraInvariants: readonly Invariant[] = [
  {
    name: 'at most one effective change per event',
    violations: (run) =>
      writes(run)
        .filter((write) => earlierWrites(write, run).some((earlier) => repeats(write, earlier, run)))
        .map((write) => `${describe(write, run)} though it was in effect`),
  },
  {
    name: 'the same event is never written to one entity by two at a time',
    violations: (run) =>
      writes(run)
        .filter((write) =>
          earlierWrites(write, run).some(
            (earlier) => haveCommonTarget(earlier, write, run) && !isBefore(earlier.ended, write.begun),
          ),
        )
        .map((write) => `${describe(write, run)} while Zuora was at work on it`),
  },
  {
    name: 'no call has a key of another event or a token of another tenant',
    violations: (run) =>
      run.trace.calls
        .filter(({ effect }) => effect !== 'token')
        .filter((call) => !isOwn(call, run))
        .map((call) => `${describe(call, run)} with ${JSON.stringify(call.headers)}`),
  },
  {
    name: 'an idempotency key is given up when its answer is a failure, and only then',
    violations: (run) =>
      writes(run)
        .filter(({ method }) => method === 'POST')
        .filter((post) => {
          const previous = earlierWrites(post, run).at(-1);
          if (!previous || !couldSettle(previous, run) || isForgotten(previous, post, run)) return false;
          return keyOf(post) === keyOf(previous) ? isDefiniteFailure(previous) : mayBeUnderWay(previous, run);
        })
        .map((post) => `${describe(post, run)} with ${keyOf(post)}`),
  },
  {
    name: 'nothing is sent to Zuora after the handler has returned',
    violations: ({ trace: { calls, returns } }) => [
      ...calls.filter(({ by }) => by === undefined).map(({ effect }) => `${effect} was sent between two invocations`),
      ...returns.flatMap(({ at, by }) =>
        calls
          .filter((call) => call.by === by && !isBefore(call.over, at))
          .map(({ effect }) => `${effect} was under way when the handler returned`),
      ),
    ],
  },
];

/** Requests for several entities are made in one entity, at the same time. A write without targets is about its entity. */
function haveCommonTarget(one: ZuoraCall, other: ZuoraCall, { subject }: Run): boolean {
  const [targets, others] = [one, other].map((write) => subject.targetsOf(toWrite(write)));
  const isCommon = !targets?.length || !others?.length || targets.some((id) => others.includes(id));
  return entityOf(one) === entityOf(other) && isCommon;
}

/** Whether a write asks for what an earlier one had brought about, or for something else in its place. */
function repeats(write: ZuoraCall, earlier: ZuoraCall, run: Run): boolean {
  const { subject } = run;
  if (earlier.url.host !== write.url.host) return false;
  if (!earlier.ended || !write.begun || !isBefore(earlier.ended, write.begun)) return false;
  const age = write.begun.time - earlier.ended.time;
  const isReplayed = keyOf(write) !== undefined && keyOf(write) === keyOf(earlier) && age < day;
  if (isReplayed || isForgotten(earlier, write, run)) return false;
  const targets = subject.targetsOf(toWrite(write));
  const isSameWish = wishesOf(write, run).some((wish) => isFor(wish, write, run) && isFor(wish, earlier, run));
  if (!isSameWish) return earlier.changes.length > 0 && !isGivenUp(earlier, write, run);
  return earlier.changes.some(
    (change) =>
      targets.includes(subject.targetOf(change) ?? '') &&
      (subject.isVisible(change) || (isHeard(earlier) && couldSettle(earlier, run))),
  );
}

/**
 * Whether the event of an earlier write was dead-lettered with some of its changes not made by itself: then it may be
 * corrected. Another event may have made those changes meanwhile.
 */
function isGivenUp(earlier: ZuoraCall, write: ZuoraCall, run: Run): boolean {
  const { publications, subject, trace } = run;
  const { begun } = write;
  const event = eventOf(earlier, run) ?? '';
  return publications.ofEvent(event).some(({ body, wish }) => {
    if (!wish || !isFor(wish, earlier, run)) return false;
    const changed = writes(run)
      .filter(({ url, ended }) => url.pathname === wish.path && url.host === earlier.url.host && isBefore(ended, begun))
      .filter((other) => eventOf(other, run) === event)
      .flatMap(({ changes }) => changes.map(subject.targetOf));
    const isDead = trace.deadLetters.some((deadLetter) => deadLetter.body === body && isBefore(deadLetter.at, begun));
    return (isDead || hasFailed(earlier, write, run)) && !wish.targets.every((target) => changed.includes(target));
  });
}

/**
 * Whether the ledger had recorded before a write that the content of an earlier one has failed. After a crash the dead
 * letter of that content is sent later, or its message is tried again.
 */
function hasFailed(earlier: ZuoraCall, { begun }: ZuoraCall, run: Run): boolean {
  const records = run.trace.recordWrites
    .filter(({ item }) => (item['eventId'] ?? item['messageId'])?.S === eventOf(earlier, run))
    .filter(({ at }) => isBefore(at, begun));
  const content = records.findLast(({ at }) => isBefore(at, earlier.begun))?.item['commandHash']?.S;
  const last = records.findLast(({ item }) => item['commandHash']?.S === content)?.item;
  return last?.['outcome']?.S === 'dead-letter' && last['unsettled']?.BOOL === false;
}

function keyOf({ headers }: ZuoraCall): string | undefined {
  return headers['Idempotency-Key'];
}

/** Neither success nor an answer that leaves open whether Zuora has done it, or is about to. */
function isDefiniteFailure({ heard }: ZuoraCall): boolean {
  return heard !== undefined && !isSuccess(heard) && !isOpen(heard);
}

function isOpen({ status, body }: Answer): boolean {
  return status >= 500 || [408, 409, 421, 425, 499].includes(status) || !body.startsWith('{');
}

/** Whether no answer came, or for the first time one under this key that leaves open what became of the call. */
function mayBeUnderWay(previous: ZuoraCall, run: Run): boolean {
  if (!previous.heard) return true;
  const opens = writes(run).filter((write) => keyOf(write) === keyOf(previous) && write.heard && isOpen(write.heard));
  return opens[0] === previous;
}

/** Whether the ledger need not remember the one at the time of the other. */
function isForgotten(earlier: ZuoraCall, later: ZuoraCall, { settings }: Run): boolean {
  return later.sent.time - earlier.sent.time >= settings.ledgerRetention - day;
}

function isOwn(call: ZuoraCall, run: Run): boolean {
  const { headers, method, url } = call;
  const { Authorization = '', 'Zuora-Track-Id': trackId = '' } = headers;
  const key = keyOf(call);
  const isOwnToken = run.trace.issuers.get(Authorization.replace('Bearer ', '')) === url.host;
  const isOwnKey = method === 'POST' ? key === trackId || key?.startsWith(`${trackId}.`) : key === undefined;
  const isOwnWork = isForOwnEvent(call, run) || isForOpposite(call, run) || isWhereUserIs(call, run);
  return isOwnToken && isOwnKey === true && isOwnWork;
}

/** Where the home entity does not answer, a look asks the entities in which an earlier look has shown the user. */
function isWhereUserIs(look: ZuoraCall, { trace }: Run): boolean {
  return (
    look.effect === 'look' &&
    trace.calls
      .filter(({ url, sent }) => url.pathname === look.url.pathname && isBefore(sent, look.sent))
      .some(({ heard }) => heard?.body.includes(`"id":"${entityOf(look)}"`))
  );
}

function isForOwnEvent(call: ZuoraCall, run: Run): boolean {
  return wishesOf(call, run).some((wish) => isFor(wish, call, run));
}

/** An attempt at an event about a user's access brings the access to what counts: the opposite of the event, perhaps. */
function isForOpposite(call: ZuoraCall, run: Run): boolean {
  if (!run.subject.operation.access) return false;
  const ownPaths = wishesOf(call, run).map(({ path }) => path);
  const others = run.publications.all.flatMap(({ wish }) => wish ?? []);
  return others.some((wish) => !ownPaths.includes(wish.path) && isFor(wish, call, run));
}

/** All that was ever asked for under the id of the event that a call is made for. */
function wishesOf(call: ZuoraCall, run: Run): Wish[] {
  return run.publications.ofEvent(eventOf(call, run) ?? '').flatMap(({ wish }) => wish ?? []);
}

/** Whether a call is what a wish leads to. */
function isFor({ entityIds, path, targets }: Wish, call: ZuoraCall, { subject }: Run): boolean {
  if (!entityIds.includes(entityOf(call))) return false;
  if (call.method === 'GET') return true;
  return path === call.url.pathname && subject.targetsOf(toWrite(call)).every((id) => targets.includes(id));
}

function toWrite(call: ZuoraCall): Write {
  return { path: call.url.pathname, entityId: entityOf(call), body: JSON.parse(call.body) };
}

/** The entity that a call is made in, in the form of bodies. */
function entityOf({ headers }: ZuoraCall): string {
  return parseHeaderEntityId(headers['Zuora-Entity-Ids'] ?? '') ?? '';
}
