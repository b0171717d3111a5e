/** Webhooks of Personio. They hold no data by design: https://developer.personio.de/docs/event-driven-data-from-personio */
import { type Json, text } from '../../json.ts';
import { unresolvable } from '../reading.ts';
import type { Source } from '../source.ts';

const personioType = /^(person|employment)\.(created|updated|deleted|started|terminated)$/i;

export const personio: Source = {
  name: 'personio',

  recognises(event) {
    return eventType(event) !== undefined;
  },

  read() {
    return [unresolvable('ids-only')];
  },
};

/** The documentation lists the types, without the name of their field. */
function eventType({ event, type, event_type, event_name }: Json): string | undefined {
  return [event, type, event_type, event_name].map(text).find((one) => one !== undefined && personioType.test(one));
}
