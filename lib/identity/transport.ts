/** Unpacks the events of a message's body from their envelopes and batches. */

import { BadEvent } from '../errors.ts';
import { isEventBridgeEvent, isSnsNotification, maxEnvelopes, parseBody } from '../event/envelope.ts';
import { isObject, type Json, list, object, text } from '../json.ts';
import { splitBatch } from './batches.ts';
import type { Conventions } from './conventions.ts';
import { splitJsonLines } from './json-lines.ts';
import { exceedsNesting } from './nesting.ts';
import { parseClaims } from './security-event-token.ts';
import { parseTimestamp } from './timestamp.ts';

/** The facts about an event in its envelopes, and how to read it. */
export interface EventContext {
  /** The attributes of the innermost EventBridge envelope; undefined without one. */
  readonly eventBridge: Json | undefined;
  /** EventBridge's id of the delivery, else that of SNS. */
  readonly deliveryId: string | undefined;
  /** When the envelope was created, else when the message was sent; RFC 3339. */
  readonly deliveredAt: string;
  /** When the message was sent; RFC 3339. */
  readonly sentAt: string;
  /** The event's position in its batch, such as `0` or `2.1`; undefined outside a batch. */
  readonly position: string | undefined;
  readonly conventions: Conventions;
}

interface EventBody {
  /** The event's own JSON or JWT, which can be redriven alone; the whole body if it carries one event. */
  readonly body: string;
}

export type MessagePart = EventBody &
  ({ readonly event: Json; readonly context: EventContext } | { readonly error: BadEvent });

/** PingOne sends up to 500 events in a message, Okta's hook and Graph fewer. */
const maxEvents = 1000;

/** For an event's JSON. No source comes near it. With this bound, code that walks a payload can recurse. */
const maxNesting = 64;

/** For a whole body, whose events are serialised one by one. No body with a good event is as deep. */
const maxBodyDepth = 1000;

/**
 * An unreadable part is returned with its error, and does not affect the other parts.
 *
 * @param sentAt when the message was sent, RFC 3339
 */
export function unpackMessage(body: string, sentAt: string, conventions: Conventions = {}): readonly MessagePart[] {
  const sent = parseTimestamp(sentAt) ?? sentAt;
  const context = {
    eventBridge: undefined,
    deliveryId: undefined,
    deliveredAt: sent,
    sentAt: sent,
    position: undefined,
    conventions,
  };
  const parts: MessagePart[] = [];
  for (const part of unpack(body, () => parseContent(body), context, 0)) {
    if (parts.length === maxEvents) {
      return [{ body, error: new BadEvent('batch-too-large', `The body carries more than ${maxEvents} events.`) }];
    }
    parts.push(part);
  }
  return parts;
}

function* unpack(body: string, read: () => unknown, context: EventContext, depth: number): Generator<MessagePart> {
  let content: unknown;
  let layer: Layer;
  try {
    content = read();
    layer = readLayer(content, context);
    if (layer !== undefined && depth === maxEnvelopes) {
      throw new BadEvent('invalid-event', `The event is inside more than ${maxEnvelopes} envelopes.`);
    }
    if (layer === undefined) requireNesting(content, maxNesting);
  } catch (error) {
    if (!(error instanceof BadEvent)) throw error;
    yield { body, error };
    return;
  }
  if (layer === undefined) {
    yield { body, event: object(content), context };
  } else if ('members' in layer) {
    yield* unpackBatch(layer.members, context, depth + 1);
  } else {
    yield* unpack(body, layer.read, layer.context, depth + 1);
  }
}

function* unpackBatch(members: Iterable<unknown>, context: EventContext, depth: number): Generator<MessagePart> {
  let index = 0;
  for (const member of members) {
    const position = context.position === undefined ? String(index) : `${context.position}.${index}`;
    const body = typeof member === 'string' ? member : JSON.stringify(member);
    yield* unpack(
      body,
      () => (typeof member === 'string' ? parseContent(member) : member),
      { ...context, position },
      depth,
    );
    index += 1;
  }
}

type Layer =
  | { readonly members: Iterable<unknown> }
  | { readonly read: () => unknown; readonly context: EventContext }
  | undefined;

/** @throws BadEvent for an envelope without content, and for a pointer to an event */
function readLayer(content: unknown, context: EventContext): Layer {
  if (isS3Pointer(content)) {
    throw new BadEvent('unsupported-source', 'The body points to an object in S3. Send the event itself.');
  }
  const members = splitBatch(content);
  if (members !== undefined) return { members };
  if (!isObject(content)) throw new BadEvent('unrecognised-event', 'The event is not a JSON object.');
  if (isSnsNotification(content)) {
    const { Message, MessageId, Timestamp } = content;
    return {
      read: () => parseContent(Message),
      context: {
        ...context,
        deliveryId: text(MessageId),
        deliveredAt: parseTimestamp(Timestamp) ?? context.deliveredAt,
      },
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
        deliveredAt: parseTimestamp(time) ?? context.deliveredAt,
      },
    };
  }
  return undefined;
}

/**
 * A notification of S3, direct or through EventBridge, or the extended client library's pointer to a large message.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
function isS3Pointer(content: unknown): boolean {
  if (Array.isArray(content)) return /\.PayloadS3Pointer$/.test(text(content[0]) ?? '');
  const { Records, source } = object(content);
  return list(Records).some((record) => object(record)['eventSource'] === 'aws:s3') || source === 'aws.s3';
}

/** @throws BadEvent `not-json`, or `invalid-event` for JSON that is nested too deeply */
function parseContent(body: string): unknown {
  const content = parseClaims(body.trim()) ?? splitJsonLines(body) ?? parseBody(body);
  const unwrapped = typeof content === 'string' ? parseClaims(content) : content;
  requireNesting(unwrapped, maxBodyDepth);
  return unwrapped;
}

/** @throws BadEvent */
function requireNesting(value: unknown, maxDepth: number): void {
  if (exceedsNesting(value, maxDepth))
    throw new BadEvent('invalid-event', `The JSON is nested deeper than ${maxDepth} levels.`);
}
