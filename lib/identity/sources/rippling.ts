/**
 * Partner webhooks of Rippling. They carry only ids. Rippling posts a form, so something in front has to send its fields
 * as JSON.
 *
 * https://developer.rippling.com/documentation/developer-portal/v2-guides/webhooks
 */
import { text } from '../../json.ts';
import { ignored, unresolvable } from '../reading.ts';
import type { Source } from '../source.ts';

export const rippling: Source = {
  name: 'rippling',

  recognises({ event_name, company_id }) {
    return text(event_name) !== undefined && text(company_id) !== undefined;
  },

  read({ event_name }) {
    return [/^(employee|group)\b/i.test(text(event_name) ?? '') ? unresolvable('ids-only') : ignored('other-type')];
  },
};
