/**
 * Directory Sync of WorkOS, which forwards the events of an identity provider or an HR system.
 *
 * https://workos.com/docs/events/directory-sync
 */
import { BadEvent } from '../../errors.ts';
import { isObject, type Json, object, text } from '../../json.ts';
import { groupNames } from '../attribute-values.ts';
import { personFrom } from '../attributes.ts';
import { createReading } from '../identity-change.ts';
import type { Person } from '../person.ts';
import { type ChangeKind, ignored, unresolvable } from '../reading.ts';
import type { Source } from '../source.ts';
import { foldNames } from '../spellings.ts';

const changeByType = new Map<string, ChangeKind>([
  ['dsync.user.created', 'joined'],
  ['dsync.user.updated', 'changed'],
  ['dsync.user.deleted', 'left'],
  ['dsync.group.user_added', 'added-to-group'],
  ['dsync.group.user_removed', 'removed-from-group'],
]);

/** Whether a user in a state is active. */
const states: ReadonlyMap<string, boolean> = new Map([
  ['active', true],
  ['inactive', false],
  ['suspended', false],
]);

/** The event does not name the members of the group, or the people of the directory. */
const endsForAll = ['dsync.group.deleted', 'dsync.deleted', 'dsync.deactivated'];

export const workos: Source = {
  name: 'workos',

  recognises({ event, data, id }) {
    if (typeof event !== 'string') return false;
    return event.startsWith('dsync.') || (isObject(data) && /^(event|wh)_/.test(text(id) ?? ''));
  },

  read(event, context) {
    const { id, data, created_at } = event;
    const type = text(event['event']) ?? '';
    if (endsForAll.includes(type)) return [unresolvable('ids-only')];
    const change = changeByType.get(type);
    if (change === undefined) return [ignored('other-type')];
    if (!isObject(data)) throw new BadEvent('invalid-event', 'data: is missing or not an object');
    const { user, group } = data;
    const { previous_attributes } = data;
    const isOfGroup = change === 'added-to-group' || change === 'removed-from-group';
    return [
      createReading(event, context, {
        change,
        person: workosPerson(isOfGroup ? object(user) : data),
        ...(!isOfGroup && { former: workosPerson({ ...object(previous_attributes), state: undefined }) }),
        groups: isOfGroup ? groupNames([group, { id: object(group)['idp_id'] }]) : [],
        id: text(id),
        time: created_at,
      }),
    ];
  },
};

/** WorkOS's own attributes win over the customer's mapping, and the mapping over the directory's raw attributes. */
function workosPerson(user: Json): Person {
  const { raw_attributes, custom_attributes, id, idp_id, username, email, emails, first_name, last_name } = user;
  const { name, job_title, groups, role } = user;
  const { state } = foldNames(user);
  return personFrom({ externalId: idp_id }, raw_attributes, custom_attributes, {
    id,
    userName: username,
    emails,
    email,
    first_name,
    last_name,
    displayName: name,
    job_title,
    groups: Array.isArray(groups) && groups.length > 0 ? groups : undefined,
    role: object(role)['slug'],
    active: isActive(state),
  });
}

/** @throws BadEvent for a state that is not known: it may be that of a leaver */
function isActive(state: unknown): boolean | undefined {
  if (state === undefined || state === null) return undefined;
  const active = states.get(text(state)?.toLowerCase() ?? '');
  if (active !== undefined) return active;
  throw new BadEvent('invalid-event', `data.state: must be one of ${[...states.keys()].join(', ')}`);
}
