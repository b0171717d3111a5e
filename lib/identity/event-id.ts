/** The id of an event: the source's own, the envelope's, or a hash of the content. */
import { isObject, type Json } from '../json.ts';
import { memoise } from '../memoise.ts';
import { sha256 } from '../sha256.ts';
import type { ChangeKind, GroupChangeKind } from './reading.ts';
import { parseTimestamp } from './timestamp.ts';
import type { EventContext } from './transport.ts';

/** What tells the changes of one event apart. */
interface EventPart {
  readonly change: ChangeKind | GroupChangeKind;
  readonly id?: string | undefined;
  readonly part?: string | number;
  readonly isPolled?: boolean;
}

interface AnnouncedPart extends Pick<EventPart, 'id' | 'isPolled'> {
  /** When the change takes effect, in the source's own form. */
  readonly effectiveAt?: unknown;
}

/** A longer id is replaced by its hash, because logs and records are bounded. */
const maxIdLength = 256;

/** The source's id; else the envelope's id with the position in it; else a hash of the content. */
export function eventId(event: Json, context: EventContext, change: EventPart, time: string): string {
  const { deliveryId, position } = context;
  const { id, part } = change;
  const whole =
    id ?? (deliveryId && [deliveryId, position].filter(Boolean).join('#')) ?? contentId(event, position, change, time);
  const full = part === undefined ? whole : `${whole}/${part}`;
  return full.length > maxIdLength ? sha256(full) : full;
}

/**
 * Equal for every report of one change with an effective date. A polled row without an id of its own has another id on another
 * day. Its date tells that it is the same, in any time zone of the policy.
 */
export function announcementId({ id, isPolled, effectiveAt }: AnnouncedPart, event: string): string {
  const date = parseTimestamp(effectiveAt) ?? '';
  return isPolled && id === undefined ? date : `${date} ${event}`;
}

/** Changes that happen to a person only once a day. */
const onceADayChanges: readonly EventPart['change'][] = ['joined', 'access-approved'];

/**
 * Two equal requests on one day can be two changes: a person may be suspended, restored and suspended again. But a polled
 * row comes again at each poll, at any position, without a new change: it counts once a day.
 */
function contentId(event: Json, position = '', { change, isPolled }: EventPart, time: string): string {
  const day = time.slice(0, 10);
  if (isPolled) return sha256([contentHash(event), day]);
  return sha256([contentHash(event), position, onceADayChanges.includes(change) ? day : time]);
}

/** One event can hold many changes. */
const contentHash = memoise((event: Json) => sha256(sortedContent(event)));

/** Equal for equal content. The order of properties does not matter. */
function sortedContent(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedContent);
  if (!isObject(value)) return value;
  return Object.keys(value)
    .sort()
    .map((key) => [key, sortedContent(value[key])]);
}
