/**
 * Webhooks of PingOne. The user is an id and a name without its population; that an account was disabled stands in a
 * sentence for people, and a group only in a link.
 *
 * https://docs.pingidentity.com/pingone/monitoring/p1_event_types.html
 */
import { object, text } from '../../json.ts';
import { ignored, unresolvable } from '../reading.ts';
import type { Source } from '../source.ts';

const matters = /^(USER\.(CREATED|UPDATED|DELETED)|GROUP\.|MEMBER_OF_GROUP\.)/;

export const pingone: Source = {
  name: 'pingone',

  recognises({ action, recordedAt, resources, actors }) {
    return (
      text(object(action)['type']) !== undefined && recordedAt !== undefined && (resources ?? actors) !== undefined
    );
  },

  read({ action, result }) {
    const status = text(object(result)['status']);
    if (status !== undefined && status.toUpperCase() !== 'SUCCESS') return [ignored('not-successful')];
    return [matters.test(text(object(action)['type']) ?? '') ? unresolvable('ids-only') : ignored('other-type')];
  },
};
