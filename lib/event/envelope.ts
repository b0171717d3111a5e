/** Finds the one CloudEvent in a message's body, inside the envelopes of SNS and EventBridge. */
import { BadEvent } from '../errors.ts';
import { isObject, type Json } from '../json.ts';

/** How many envelopes are opened. SNS around EventBridge around a CloudEvent has two. */
export const maxEnvelopes = 4;

/**
 * Takes off the envelopes of SNS and EventBridge. What is returned has the names of a CloudEvent's attributes, but no
 * attribute has been checked.
 *
 * @throws BadEvent `not-json`, `batch-unsupported` or `invalid-event`
 */
export function openEnvelope(body: string): Json {
  let content = parseBody(body);
  for (let depth = 0; depth <= maxEnvelopes; depth += 1) {
    const message = single(content);
    if (isSnsNotification(message)) {
      content = parseBody(message.Message);
    } else if (isEventBridgeEvent(message)) {
      content = fromEventBridge(message);
    } else if ('specversion' in message) {
      return message;
    } else {
      throw new BadEvent(
        'invalid-event',
        'specversion: is missing; the body is no CloudEvent, nor one inside an EventBridge or SNS envelope',
      );
    }
  }
  throw new BadEvent('invalid-event', `The event is inside more than ${maxEnvelopes} envelopes.`);
}

/**
 * A byte order mark before it is passed over, as a parser may: publishers on Windows leave one.
 * https://www.rfc-editor.org/rfc/rfc8259#section-8.1
 *
 * @throws BadEvent `not-json`
 */
export function parseBody(body: string): unknown {
  try {
    return JSON.parse(body.replace(/^\u{FEFF}/u, ''));
  } catch {
    throw new BadEvent('not-json', 'The body is not JSON.');
  }
}

function single(content: unknown): Json {
  if (Array.isArray(content)) {
    throw new BadEvent('batch-unsupported', 'The body is an array; send one event a message.');
  }
  if (!isObject(content)) throw new BadEvent('invalid-event', 'The body is JSON, but no object.');
  return content;
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html */
export function isSnsNotification(message: Json): message is Json & { readonly Message: string } {
  return message['Type'] === 'Notification' && 'TopicArn' in message && typeof message['Message'] === 'string';
}

/**
 * https://docs.aws.amazon.com/eventbridge/latest/ref/overview-event-structure.html
 *
 * @throws BadEvent when `detail` is missing or no object
 */
export function isEventBridgeEvent(message: Json): message is Json & { readonly detail: Json } {
  if (!('detail-type' in message)) return false;
  if (isObject(message['detail'])) return true;
  throw new BadEvent('invalid-event', 'detail: is missing or no object');
}

/**
 * The CloudEvent that EventBridge carries: `detail` is one, or only its data. An id inside wins over the envelope's, which
 * changes when a publisher repeats PutEvents.
 */
export function fromEventBridge({ detail, ...envelope }: Json & { readonly detail: Json }): Json {
  const attributes = {
    specversion: '1.0',
    type: envelope['detail-type'],
    source: envelope['source'],
    id: envelope['id'],
    time: envelope['time'],
  };
  if ('specversion' in detail) return { ...attributes, ...detail };
  const { id = attributes.id, correlationid, ...data } = detail;
  return { ...attributes, id, correlationid, data };
}
