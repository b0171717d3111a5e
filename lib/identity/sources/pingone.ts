/**
 * Webhooks of PingOne. A user's name is their user name, which is unique in an environment. An update says which attribute
 * changed, and rarely its value. A group appears only in a link.
 *
 * https://docs.pingidentity.com/pingone/monitoring/p1_event_types.html
 */
import { isObject, list, object, text } from '../../json.ts';
import { requireFlag } from '../attribute-values.ts';
import { personFrom } from '../attributes.ts';
import { createReading } from '../identity-change.ts';
import { type ChangeKind, ignored, type Reading, unresolvable } from '../reading.ts';
import type { Source } from '../source.ts';

const changeByType = new Map<string, ChangeKind>([
  ['USER.CREATED', 'joined'],
  ['USER.UPDATED', 'changed'],
  ['USER.DELETED', 'left'],
]);

/** Moved to another population, which the rules do not know. */
const movedType = 'USER.MOVED';

/** Sign-ins, and locks for a while after failed ones. */
const otherUserType = /^USER\.(ACCESS_|SLO_|LOCKED$|UNLOCKED$|QUOTA_RESET$)/;

const groupType = /^(GROUP|MEMBER_OF_GROUP)\./;

export const pingone: Source = {
  name: 'pingone',

  recognises({ action, recordedAt, resources, actors }) {
    return (
      text(object(action)['type']) !== undefined && recordedAt !== undefined && (resources ?? actors) !== undefined
    );
  },

  read(event, context) {
    const { id, recordedAt, action, result, resources } = event;
    const status = text(object(result)['status']);
    if (status !== undefined && status.toUpperCase() !== 'SUCCESS') return [ignored('not-successful')];
    const type = text(object(action)['type']) ?? '';
    const change = changeByType.get(type);
    if (change === undefined) return [skipped(type)];
    const users = list(resources)
      .filter(isObject)
      .filter((one) => one['type'] === 'USER');
    if (users.length === 0) return [unresolvable('no-user')];
    return users.map((user, index) => {
      const active = requireFlag(user['enabled'], 'resources.enabled');
      // A text for people names the attribute, such as `Updated enabled for User ada`.
      if (change === 'changed' && active === undefined) return unresolvable('no-values');
      return createReading(event, context, {
        change,
        person: personFrom({ id: user['id'], userName: user['name'], active }),
        id: text(id),
        ...(index > 0 && { part: index }),
        time: recordedAt,
      });
    });
  },
};

function skipped(type: string): Reading {
  if (groupType.test(type)) return unresolvable('ids-only');
  if (type === movedType) return unresolvable('no-values');
  return type.startsWith('USER.') && !otherUserType.test(type) ? unresolvable('no-change') : ignored('other-type');
}
