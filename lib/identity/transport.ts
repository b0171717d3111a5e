/** Takes a message's body apart into the events it carries, whatever carried them to the queue. */

import { BadEvent } from '../errors.ts';
import { isEventBridgeEvent, isSnsNotification, maxEnvelopes, parseBody } from '../event/envelope.ts';
import { isObject, type Json, list, object, text } from '../json.ts';
import { split } from './batches.ts';
import { moment } from './moment.ts';
import { claimsOf } from './security-event-token.ts';

/** What the envelopes say of an event. */
export interface Context {
  /** What the innermost envelope of EventBridge says of the event; undefined where there is none. */
  readonly eventBridge: Json | undefined;
  /** EventBridge's id of the delivery, or else SNS's. */
  readonly deliveryId: string | undefined;
  /** When the envelope was made, or else when the message was sent; RFC 3339. */
  readonly deliveredAt: string;
  /** When the message was sent; RFC 3339. */
  readonly sentAt: string;
  /** Where in a batch the event stood, such as `0` or `2.1`; undefined outside of batches. */
  readonly position: string | undefined;
}

interface Carried {
  /** The event's own JSON, or JWT: the whole body where it carries one event, else what can be sent again alone. */
  readonly body: string;
}

export type Part = Carried & ({ readonly event: Json; readonly context: Context } | { readonly error: BadEvent });

/** How many events a message may carry. PingOne sends up to 500, Okta's hook and Graph fewer. */
const maxEvents = 1000;

/** How deep an event's JSON may be nested. No source comes near; what walks a payload later may then recur. */
const maxNesting = 64;

/** The same for a whole body, whose events are written again one by one: deeper than any with a good event in it. */
const maxBodyDepth = 1000;

/**
 * A part that cannot be read is returned with its error, and its neighbours as they are.
 *
 * @param sentAt when the message was sent, RFC 3339
 */
export function takeApart(body: string, sentAt: string): readonly Part[] {
  const sent = moment(sentAt) ?? sentAt;
  const context = {
    eventBridge: undefined,
    deliveryId: undefined,
    deliveredAt: sent,
    sentAt: sent,
    position: undefined,
  };
  const parts: Part[] = [];
  for (const part of open(body, () => parse(body), context, 0)) {
    if (parts.length === maxEvents) {
      return [{ body, error: new BadEvent('batch-too-large', `The body carries more than ${maxEvents} events.`) }];
    }
    parts.push(part);
  }
  return parts;
}

function* open(body: string, read: () => unknown, context: Context, depth: number): Generator<Part> {
  let content: unknown;
  let layer: Layer;
  try {
    content = read();
    layer = layerOf(content, context);
    if (layer !== undefined && depth === maxEnvelopes) {
      throw new BadEvent('invalid-event', `The event is inside more than ${maxEnvelopes} envelopes.`);
    }
    if (layer === undefined) expectNesting(content, maxNesting);
  } catch (error) {
    if (!(error instanceof BadEvent)) throw error;
    yield { body, error };
    return;
  }
  if (layer === undefined) {
    yield { body, event: object(content), context };
  } else if ('members' in layer) {
    yield* openAll(layer.members, context, depth + 1);
  } else {
    yield* open(body, layer.read, layer.context, depth + 1);
  }
}

function* openAll(members: Iterable<unknown>, context: Context, depth: number): Generator<Part> {
  let index = 0;
  for (const member of members) {
    const position = context.position === undefined ? String(index) : `${context.position}.${index}`;
    const body = typeof member === 'string' ? member : JSON.stringify(member);
    yield* open(body, () => (typeof member === 'string' ? parse(member) : member), { ...context, position }, depth);
    index += 1;
  }
}

type Layer =
  | { readonly members: Iterable<unknown> }
  | { readonly read: () => unknown; readonly context: Context }
  | undefined;

/** @throws BadEvent for an envelope without content, and for one that only points at an event */
function layerOf(content: unknown, context: Context): Layer {
  if (isPointer(content)) {
    throw new BadEvent('unsupported-source', 'The body points at an object in S3; send the event itself.');
  }
  const members = split(content);
  if (members !== undefined) return { members };
  if (!isObject(content)) throw new BadEvent('unrecognised-event', 'The event is no JSON object.');
  if (isSnsNotification(content)) {
    const { Message, MessageId, Timestamp } = content;
    return {
      read: () => parse(Message),
      context: { ...context, deliveryId: text(MessageId), deliveredAt: moment(Timestamp) ?? context.deliveredAt },
    };
  }
  if (isEventBridgeEvent(content)) {
    const { detail, id, source, time, 'detail-type': type } = content;
    return {
      read: () => detail,
      context: {
        ...context,
        eventBridge: { id, source, time, 'detail-type': type },
        deliveryId: text(id) ?? context.deliveryId,
        deliveredAt: moment(time) ?? context.deliveredAt,
      },
    };
  }
  return undefined;
}

/**
 * A notification of S3, by itself or through EventBridge, or what the extended client library leaves of a large message.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
function isPointer(content: unknown): boolean {
  if (Array.isArray(content)) return /\.PayloadS3Pointer$/.test(text(content[0]) ?? '');
  const { Records, source } = object(content);
  return list(Records).some((record) => object(record)['eventSource'] === 'aws:s3') || source === 'aws.s3';
}

/** @throws BadEvent `not-json`, or `invalid-event` for JSON that is nested out of all reason */
function parse(body: string): unknown {
  const content = claimsOf(body.trim()) ?? parseBody(body);
  const unwrapped = typeof content === 'string' ? claimsOf(content) : content;
  expectNesting(unwrapped, maxBodyDepth);
  return unwrapped;
}

/**
 * Level by level, since recursion is what such nesting breaks.
 *
 * @throws BadEvent
 */
function expectNesting(value: unknown, most: number): void {
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > most) throw new BadEvent('invalid-event', `The JSON is nested deeper than ${most} levels.`);
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
}
