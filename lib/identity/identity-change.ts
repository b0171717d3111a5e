/** Settles what a source read: under which identity and time, and whether it names somebody. */
import { clockTolerance } from '../clock-tolerance.ts';
import { BadEvent } from '../errors.ts';
import { isObject, type Json } from '../json.ts';
import { sha256 } from '../sha256.ts';
import { moment } from './moment.ts';
import type { Person } from './person.ts';
import { type ChangeKind, ignored, type PublishersAudit, type Reading, unresolvable } from './reading.ts';
import type { Context } from './transport.ts';

/** What a source says happened to a person. */
export interface IdentityChange {
  readonly change: ChangeKind;
  readonly person: Person;
  readonly groups?: readonly string[];
  /** The source's own id of the event, as it wrote it. */
  readonly id?: string | undefined;
  /** Tells apart what happened in one event, such as the members added by one request. */
  readonly part?: string | number;
  /** When it happened, as the source wrote it. */
  readonly time?: unknown;
  /** Whether the source tells of it again each time that it is asked. */
  readonly isPolled?: boolean;
  /** From when on it holds, as the source wrote it. */
  readonly effectiveAt?: unknown;
  readonly audit?: PublishersAudit;
}

/** Longer ids are kept as their hash, since logs and records have a bound. */
const maxIdLength = 256;

/** By any of these a policy may tell who it is. */
export const naming = ['userName', 'email', 'externalId', 'id', 'employeeNumber', 'displayName'];

/** A person's reading, or the reason why there is none. */
export function readingOf(event: Json, context: Context, identityChange: IdentityChange): Reading {
  const { person, groups = [], effectiveAt, audit = {} } = identityChange;
  const change = changeOf(identityChange.change, person);
  if (!naming.some((name) => Object.hasOwn(person, name))) return unresolvable('no-user');
  if (change === undefined) return ignored('inactive');
  if (isAboutGroups(change) && groups.length === 0) return unresolvable('no-group');
  const time = timeOf(identityChange, context);
  const begins = moment(effectiveAt);
  if (effectiveAt !== undefined && begins === undefined) {
    throw new BadEvent('invalid-event', 'effectiveAt: must be a time in RFC 3339');
  }
  const isAnnounced = begins !== undefined && begins > time;
  // Nobody leaves on the day on which he is to join.
  if (isAnnounced && identityChange.change === 'joined' && change === 'left') return ignored('inactive');
  return {
    kind: 'person',
    change,
    person,
    groups,
    id: idOf(event, context, { ...identityChange, change }, time),
    time,
    audit,
    ...(isAnnounced && { effectiveAt: begins }),
  };
}

/**
 * Somebody who is not active has left, whatever else the event says, and is given nothing.
 *
 * @returns undefined where nothing follows from that
 */
export function changeOf(change: ChangeKind, { active }: Person): ChangeKind | undefined {
  if (active !== false || change === 'left' || change === 'removed-from-group') return change;
  return isAboutGroups(change) ? undefined : 'left';
}

function isAboutGroups(change: ChangeKind): boolean {
  return change === 'added-to-group' || change === 'removed-from-group' || change === 'access-approved';
}

/**
 * Nothing happened after it was sent. A time from the future would, being the newest, make every later event about the
 * person look outdated.
 */
function timeOf(identityChange: IdentityChange, { deliveredAt, sentAt }: Context): string {
  const latest = new Date(Date.parse(sentAt) + clockTolerance).toISOString();
  return (
    [saidAt(identityChange, sentAt), moment(deliveredAt)].find((one) => one !== undefined && one <= latest) ?? sentAt
  );
}

/**
 * A day without a time begins for what gives access, and ends for what takes it: a leaver of today has left after all
 * that he was given today.
 */
function saidAt({ change, person, time }: IdentityChange, sentAt: string): string | undefined {
  const takes = change === 'removed-from-group' || changeOf(change, person) === 'left';
  if (!takes || typeof time !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(time.trim())) return moment(time);
  const end = moment(`${time.trim()}T23:59:59.999Z`);
  return end !== undefined && end > sentAt && time.trim() <= sentAt.slice(0, 10) ? sentAt : end;
}

/** The source's id; else the envelope's and the position in it; else one of the content. */
function idOf(event: Json, context: Context, identityChange: IdentityChange, time: string): string {
  const { deliveryId, position } = context;
  const { id, part } = identityChange;
  const whole =
    id ??
    (deliveryId && [deliveryId, position].filter(Boolean).join('#')) ??
    idOfContent(event, position, identityChange, time);
  const full = part === undefined ? whole : `${whole}/${part}`;
  return full.length > maxIdLength ? sha256(full) : full;
}

/** Nobody joins twice a day, nor is approved twice for the same. */
const onceADay: readonly ChangeKind[] = ['joined', 'access-approved'];

/**
 * Whoever is suspended, let back in and suspended again on one day is so by two requests that say the same. But what is
 * polled comes again, elsewhere in its report, without having happened again: it is one event for a day.
 */
function idOfContent(event: Json, position = '', { change, isPolled }: IdentityChange, time: string): string {
  const day = time.slice(0, 10);
  if (isPolled) return sha256([contentHash(event), day]);
  return sha256([contentHash(event), position, onceADay.includes(change) ? day : time]);
}

/** Many things may have happened in one event. */
const contentHashes = new WeakMap<Json, string>();

function contentHash(event: Json): string {
  const known = contentHashes.get(event) ?? sha256(canonical(event));
  contentHashes.set(event, known);
  return known;
}

/** The same for the same content, in whatever order its properties came. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (!isObject(value)) return value;
  return Object.keys(value)
    .sort()
    .map((key) => [key, canonical(value[key])]);
}
