/** Reads a message's body as the identity events that it carries. */
import { BadEvent } from '../errors.ts';
import { ignored, type Reading } from './reading.ts';
import { sources } from './sources.ts';
import { type Part, takeApart } from './transport.ts';

interface UnderstoodEvent {
  /** The event's own JSON, or JWT; the whole body where the message carries one event. */
  readonly body: string;
  /** The source's name: a reading's `id` is unique within it. */
  readonly source: string;
  /** At least one. */
  readonly readings: readonly Reading[];
}

interface BadIdentityEvent {
  readonly body: string;
  /** The source's name, where it was recognised. */
  readonly source: string | undefined;
  readonly error: BadEvent;
}

export type IdentityEvent = UnderstoodEvent | BadIdentityEvent;

/**
 * Never throws: an event that cannot be read is returned with its error, to be dead-lettered alone, and its neighbours
 * in the message as they are.
 *
 * @param sentAt when the message was sent, RFC 3339
 * @returns none for a batch without events, such as a poll's answer when nothing happened
 */
export function readIdentityEvents(body: string, sentAt: string): readonly IdentityEvent[] {
  return takeApart(body, sentAt).map(readPart);
}

function readPart(part: Part): IdentityEvent {
  const { body } = part;
  if ('error' in part) return { body, source: undefined, error: part.error };
  const { event, context } = part;
  const source = sources.find((one) => one.recognises(event, context));
  if (source === undefined) {
    return { body, source: undefined, error: new BadEvent('unrecognised-event', 'No source is known for this event.') };
  }
  try {
    const readings = source.read(event, context);
    return { body, source: source.name, readings: readings.length > 0 ? readings : [ignored('empty')] };
  } catch (error) {
    if (!(error instanceof BadEvent)) throw error;
    return { body, source: source.name, error };
  }
}
