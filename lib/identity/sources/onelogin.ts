/**
 * OneLogin, whose webhook and event bus send every event of the account. Nothing is read of it: the types are numbers,
 * and users are known by OneLogin's own ids. Its SCIM provisioning is the way.
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
