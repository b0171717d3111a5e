/**
 * Webhooks of PingOne. A user's name is their user name, which is unique in an environment. An update says which attribute
 * changed, and rarely its value. A group appears only in a link.
 *
 * https://docs.pingidentity.com/pingone/monitoring/p1_event_types.html
 */
import { isObject, type Json, list, object, text } from '../../json.ts';
import { requireFlag } from '../attribute-values.ts';
import { personFrom } from '../attributes.ts';
import { createReading } from '../identity-change.ts';
import { type ChangeKind, ignored, unresolvable } from '../reading.ts';
import type { Source } from '../source.ts';

const changeByType = new Map<string, ChangeKind>([
  ['USER.CREATED', 'joined'],
  ['USER.UPDATED', 'changed'],
  ['USER.DELETED', 'left'],
]);

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
    if (change === undefined) return [groupType.test(type) ? unresolvable('ids-only') : ignored('other-type')];
    const users = list(resources)
      .filter(isObject)
      .filter((one) => one['type'] === 'USER');
    if (users.length === 0) return [unresolvable('no-user')];
    return users.map((user, index) => {
      const active = activeIn(event, user);
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

/** The state as a field, else in a text for people, such as `Updated enabled to false for User ada`. */
function activeIn({ action, result }: Json, { enabled }: Json): boolean | undefined {
  const isEnabled = requireFlag(enabled, 'resources.enabled');
  if (isEnabled !== undefined) return isEnabled;
  for (const { description } of [object(result), object(action)]) {
    const said = text(description) ?? '';
    const [, value] = /^Updated enabled (?:to|=|:) ?['"]?(true|false)\b/i.exec(said) ?? [];
    const [, word] = /^(?:User )?(enabled|disabled)(?:$| User\b)/i.exec(said) ?? [];
    const state = (value ?? word)?.toLowerCase();
    if (state !== undefined) return state === 'true' || state === 'enabled';
  }
  return undefined;
}
