/**
 * OneLogin's webhook and event bus. Every event is ignored: its types are numbers, and it names users only by OneLogin's
 * own ids. Connect OneLogin's SCIM provisioning instead.
 *
 * https://developers.onelogin.com/api-docs/1/events/webhooks
 */
import { object, text } from '../../json.ts';
import { ignored } from '../reading.ts';
import type { Source } from '../source.ts';

export const onelogin: Source = {
  name: 'onelogin',

  recognises({ event_type_id, account_id, uuid }, { eventBridge }) {
    return (
      (event_type_id !== undefined && (account_id !== undefined || uuid !== undefined)) ||
      (text(object(eventBridge)['source']) ?? '').startsWith('aws.partner/onelogin.com')
    );
  },

  read() {
    return [ignored('other-type')];
  },
};
