/** The refusal of an event with an attribute that is present, needed and not readable. */
import { BadEvent } from '../errors.ts';

export function unreadableAttribute(name: string): BadEvent {
  return new BadEvent('invalid-event', `${name}: must be a text of at most 1,024 characters, or a list of such texts`);
}
