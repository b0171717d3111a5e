/**
 * Webhooks of Gusto. A Gusto entity is an employee or a contractor, not a Zuora entity.
 *
 * https://docs.gusto.com/app-integrations/docs/employee-events
 */
import { text } from '../../json.ts';
import { ignored, unresolvable } from '../reading.ts';
import type { Source } from '../source.ts';

export const gusto: Source = {
  name: 'gusto',

  recognises({ event_type, resource_type, entity_type, verification_token, webhook_subscription_uuid }) {
    return (
      (typeof event_type === 'string' && resource_type !== undefined && entity_type !== undefined) ||
      (verification_token !== undefined && webhook_subscription_uuid !== undefined)
    );
  },

  read({ event_type }) {
    const type = text(event_type);
    // Gusto sends this once, during the setup of the webhook.
    if (type === undefined) return [ignored('test')];
    if (/cancell?ed$/.test(type)) return [ignored('not-successful')];
    return [/^(employee|contractor)\./.test(type) ? unresolvable('ids-only') : ignored('other-type')];
  },
};
