/** Reads the identity events in a message's body. */
import { BadEvent } from '../errors.ts';
import type { Conventions } from './conventions.ts';
import { countReadings, ignored, maxReadings, type Reading, requireFewReadings } from './reading.ts';
import type { Source } from './source.ts';
import { sources } from './sources.ts';
import { type MessagePart, unpackMessage } from './transport.ts';

interface ReadIdentityEvent {
  /** The event's own JSON or JWT; the whole body if the message carries one event. */
  readonly body: string;
  /** The source's name. A reading's `id` is unique within the source. */
  readonly source: string;
  /** At least one. */
  readonly readings: readonly Reading[];
}

interface BadIdentityEvent {
  readonly body: string;
  /** The source's name, if the source is known. */
  readonly source: string | undefined;
  readonly error: BadEvent;
}

const tooManyInMessage = new BadEvent(
  'batch-too-large',
  `The message is about more than ${maxReadings} people. Send this event alone.`,
);

export type IdentityEvent = ReadIdentityEvent | BadIdentityEvent;

/**
 * Never throws. An unreadable event is returned with its error and can be dead-lettered alone; it does not affect the
 * other events of the message.
 *
 * @param sentAt when the message was sent, RFC 3339
 * @param conventions those of the policy
 * @returns an empty list for an empty batch, such as the answer to a poll without news
 */
export function readIdentityEvents(
  body: string,
  sentAt: string,
  conventions: Conventions = {},
): readonly IdentityEvent[] {
  let count = 0;
  return unpackMessage(body, sentAt, conventions).map((part) => {
    const event = readPart(part);
    if ('error' in event) return event;
    const added = countReadings(event.readings);
    if (count + added > maxReadings) return { body: event.body, source: event.source, error: tooManyInMessage };
    count += added;
    return event;
  });
}

function readPart(part: MessagePart): IdentityEvent {
  const { body } = part;
  if ('error' in part) return { body, source: undefined, error: part.error };
  const { event, context } = part;
  let source: Source | undefined;
  try {
    source = sources.find((one) => one.recognises(event, context));
    if (source === undefined) {
      throw new BadEvent('unrecognised-event', 'No known source sends events of this form.');
    }
    const readings = source.read(event, context);
    requireFewReadings(countReadings(readings));
    return { body, source: source.name, readings: readings.length > 0 ? readings : [ignored('empty')] };
  } catch (error) {
    if (!(error instanceof BadEvent)) throw error;
    return { body, source: source?.name, error };
  }
}
