/** What must hold of calls to Zuora: once in effect, by one at a time, and with nothing that belongs to another. */
import type { Answer } from '../../../lib/zuora/failure.ts';
import { parseHeaderEntityId } from '../../../local/zuora/entity-id.ts';
import type { Write } from '../subjects.ts';
import type { Wish } from '../wishes.ts';
import type { ZuoraCall } from '../world/trace.ts';
import type { World } from '../world/world.ts';
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
import type { Invariant } from './invariant.ts';

const day = 24 * 3_600_000;

export const zuoraInvariants: readonly Invariant[] = [
  {
    name: 'at most one effective change per event',
    violations: (world) =>
      writes(world)
        .filter((write) => earlierWrites(write, world).some((earlier) => repeats(write, earlier, world)))
        .map((write) => `${describe(write, world)} though it was in effect`),
  },
  {
    name: 'the same event is never written to one entity by two at a time',
    violations: (world) =>
      writes(world)
        .filter((write) =>
          earlierWrites(write, world).some(
            (earlier) => entityOf(earlier) === entityOf(write) && !isBefore(earlier.ended, write.begun),
          ),
        )
        .map((write) => `${describe(write, world)} while Zuora was at work on it`),
  },
  {
    name: 'no call has a key of another event or a token of another tenant',
    violations: (world) =>
      world.trace.calls
        .filter(({ effect }) => effect !== 'token')
        .filter((call) => !isOwn(call, world))
        .map((call) => `${describe(call, world)} with ${JSON.stringify(call.headers)}`),
  },
  {
    name: 'an idempotency key is given up when its answer is a failure, and only then',
    violations: (world) =>
      writes(world)
        .filter(({ method }) => method === 'POST')
        .filter((post) => {
          const previous = earlierWrites(post, world).at(-1);
          if (!previous || !couldSettle(previous, world) || isForgotten(previous, post, world)) return false;
          return keyOf(post) === keyOf(previous) ? isDefiniteFailure(previous) : mayBeUnderWay(previous, world);
        })
        .map((post) => `${describe(post, world)} with ${keyOf(post)}`),
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

/** Whether a write asks for what an earlier one had brought about, or for something else in its place. */
function repeats(write: ZuoraCall, earlier: ZuoraCall, world: World): boolean {
  const { subject } = world;
  if (earlier.url.host !== write.url.host) return false;
  if (!earlier.ended || !write.begun || !isBefore(earlier.ended, write.begun)) return false;
  const age = write.begun.time - earlier.ended.time;
  const isReplayed = keyOf(write) !== undefined && keyOf(write) === keyOf(earlier) && age < day;
  if (isReplayed || isForgotten(earlier, write, world)) return false;
  const targets = subject.targetsOf(toWrite(write));
  const isSameWish = wishesOf(write, world).some((wish) => isFor(wish, write, world) && isFor(wish, earlier, world));
  if (!isSameWish) return earlier.changes.length > 0 && !isGivenUp(earlier, write, world);
  return earlier.changes.some(
    (change) =>
      targets.includes(subject.targetOf(change) ?? '') &&
      (subject.isVisible(change) || (isHeard(earlier) && couldSettle(earlier, world))),
  );
}

/**
 * Whether the event of an earlier write was dead-lettered with some of its changes not made by itself: then it may be
 * corrected. Another event may have made those changes meanwhile.
 */
function isGivenUp(earlier: ZuoraCall, write: ZuoraCall, world: World): boolean {
  const { publications, subject, trace } = world;
  const { begun } = write;
  const event = eventOf(earlier, world) ?? '';
  return publications.ofEvent(event).some(({ body, wish }) => {
    if (!wish || !isFor(wish, earlier, world)) return false;
    const changed = writes(world)
      .filter(({ url, ended }) => url.pathname === wish.path && url.host === earlier.url.host && isBefore(ended, begun))
      .filter((other) => eventOf(other, world) === event)
      .flatMap(({ changes }) => changes.map(subject.targetOf));
    const isDead = trace.deadLetters.some((deadLetter) => deadLetter.body === body && isBefore(deadLetter.at, begun));
    return (isDead || hasFailed(earlier, write, world)) && !wish.targets.every((target) => changed.includes(target));
  });
}

/**
 * Whether the ledger had recorded before a write that the content of an earlier one has failed. After a crash the dead
 * letter of that content is sent later, or its message is tried again.
 */
function hasFailed(earlier: ZuoraCall, { begun }: ZuoraCall, world: World): boolean {
  const records = world.trace.recordWrites
    .filter(({ item }) => (item['eventId'] ?? item['messageId'])?.S === eventOf(earlier, world))
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
function mayBeUnderWay(previous: ZuoraCall, world: World): boolean {
  if (!previous.heard) return true;
  const opens = writes(world).filter((write) => keyOf(write) === keyOf(previous) && write.heard && isOpen(write.heard));
  return opens[0] === previous;
}

/** Whether the ledger need not remember the one at the time of the other. */
function isForgotten(earlier: ZuoraCall, later: ZuoraCall, { settings }: World): boolean {
  return later.sent.time - earlier.sent.time >= settings.ledgerRetention - day;
}

function isOwn(call: ZuoraCall, world: World): boolean {
  const { headers, method, url } = call;
  const { Authorization = '', 'Zuora-Track-Id': trackId = '' } = headers;
  const key = keyOf(call);
  const isOwnToken = world.trace.issuers.get(Authorization.replace('Bearer ', '')) === url.host;
  const isOwnKey = method === 'POST' ? key === trackId || key?.startsWith(`${trackId}.`) : key === undefined;
  return isOwnToken && isOwnKey === true && wishesOf(call, world).some((wish) => isFor(wish, call, world));
}

/** All that was ever asked for under the id of the event that a call is made for. */
function wishesOf(call: ZuoraCall, world: World): Wish[] {
  return world.publications.ofEvent(eventOf(call, world) ?? '').flatMap(({ wish }) => wish ?? []);
}

/** Whether a call is what a wish leads to. */
function isFor({ entityIds, path, targets }: Wish, call: ZuoraCall, { subject }: World): boolean {
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
