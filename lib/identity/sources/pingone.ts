/**
 * Webhooks of PingOne. They name a user by an id and a name without its population. A disabled account appears only in a
 * text for people, and a group only in a link.
 *
 * https://docs.pingidentity.com/pingone/monitoring/p1_event_types.html
 */
import { object, text } from '../../json.ts';
import { ignored, unresolvable } from '../reading.ts';
import type { Source } from '../source.ts';

const relevantType = /^(USER\.(CREATED|UPDATED|DELETED)|GROUP\.|MEMBER_OF_GROUP\.)/;

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
    return [relevantType.test(text(object(action)['type']) ?? '') ? unresolvable('ids-only') : ignored('other-type')];
  },
};
