/**
 * Directory Sync of WorkOS, which forwards the events of an identity provider or an HR system.
 *
 * https://workos.com/docs/events/directory-sync
 */
import { BadEvent } from '../../errors.ts';
import { isObject, type Json, object, text } from '../../json.ts';
import { groupNames } from '../attribute-values.ts';
import { personFrom } from '../attributes.ts';
import { createGroupReading } from '../group-change.ts';
import { createReading } from '../identity-change.ts';
import type { Person } from '../person.ts';
import { type ChangeKind, type GroupChangeKind, ignored, type Reading, unresolvable } from '../reading.ts';
import type { Source } from '../source.ts';
import { foldNames } from '../spellings.ts';
import type { EventContext } from '../transport.ts';

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

/** These do not name the members of the group, or the people of the directory. */
const groupChangeByType = new Map<string, GroupChangeKind>([
  ['dsync.group.deleted', 'group-deleted'],
  ['dsync.group.updated', 'group-renamed'],
  ['dsync.deleted', 'directory-deleted'],
]);

/** The directory may be activated again. */
const deactivation = 'dsync.deactivated';

export const workos: Source = {
  name: 'workos',

  recognises({ event, data, id }) {
    if (typeof event !== 'string') return false;
    return event.startsWith('dsync.') || (isObject(data) && /^(event|wh)_/.test(text(id) ?? ''));
  },

  read(event, context) {
    const { id, created_at } = event;
    const type = text(event['event']) ?? '';
    if (type === deactivation) return [unresolvable('ids-only')];
    const groupChange = groupChangeByType.get(type);
    if (groupChange !== undefined) return [readGroupChange(event, context, groupChange)];
    const change = changeByType.get(type);
    if (change === undefined) return [ignored('other-type')];
    const data = requireData(event);
    const { user, group, previous_attributes, directory_id } = data;
    const isOfGroup = change === 'added-to-group' || change === 'removed-from-group';
    return [
      createReading(event, context, {
        change,
        person: workosPerson(isOfGroup ? object(user) : data),
        ...(!isOfGroup && { former: workosPerson({ ...object(previous_attributes), state: undefined }) }),
        groups: isOfGroup ? groupNames([group, { id: object(group)['idp_id'] }]) : [],
        directory: text(directory_id),
        id: text(id),
        time: created_at,
      }),
    ];
  },
};

/** @throws BadEvent if the event has none */
function requireData({ data }: Json): Json {
  if (!isObject(data)) throw new BadEvent('invalid-event', 'data: is missing or not an object');
  return data;
}

function readGroupChange(event: Json, context: EventContext, change: GroupChangeKind): Reading {
  const { id, idp_id, name, previous_attributes } = requireData(event);
  const common = { change, id: text(event['id']), time: event['created_at'] };
  if (change === 'directory-deleted') return createGroupReading(event, context, { ...common, directory: text(id) });
  const formerName = object(previous_attributes)['name'];
  if (change === 'group-renamed' && formerName === undefined) return ignored('not-a-person');
  return createGroupReading(event, context, { ...common, names: [name], formerNames: [formerName], ids: [id, idp_id] });
}

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
