/**
 * Webhooks of PingOne. `name` is the user name, which is unique in an environment. An update rarely has the new values. A
 * group is only a link.
 *
 * https://docs.pingidentity.com/pingone/monitoring/p1_event_types.html
 */
import { isObject, list, object, text } from '../../json.ts';
import { requireFlag } from '../attribute-values.ts';
import { personFrom } from '../attributes.ts';
import { createReading } from '../identity-change.ts';
import { type ChangeKind, ignored, type Reading, unresolvable } from '../reading.ts';
import type { Source } from '../source.ts';
import { foldNames } from '../spellings.ts';

const changeByType = new Map<string, ChangeKind>([
  ['USER.CREATED', 'joined'],
  ['USER.UPDATED', 'changed'],
  ['USER.DELETED', 'left'],
]);

/** The user moved to another population. The event has only the population's id. */
const movedType = 'USER.MOVED';

/** Sign-ins, and locks that end after a while: they change no access. */
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
      const active = requireFlag(foldNames(user)['enabled'], 'resources.enabled');
      // PingOne documents no field with the new values. The user may have been disabled: an operator has to look.
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
