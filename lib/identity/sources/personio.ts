/** Webhooks of Personio, which hold no data on purpose: https://developer.personio.de/docs/event-driven-data-from-personio */
import { type Json, text } from '../../json.ts';
import { unresolvable } from '../reading.ts';
import type { Source } from '../source.ts';

const types = /^(person|employment)\.(created|updated|deleted|started|terminated)$/i;

export const personio: Source = {
  name: 'personio',

  recognises(event) {
    return typeOf(event) !== undefined;
  },

  read() {
    return [unresolvable('ids-only')];
  },
};

/** The documentation shows the types, and not under which name they are sent. */
function typeOf({ event, type, event_type, event_name }: Json): string | undefined {
  return [event, type, event_type, event_name].map(text).find((one) => one !== undefined && types.test(one));
}
