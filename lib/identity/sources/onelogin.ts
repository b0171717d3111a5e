/**
 * Events of OneLogin: its webhook sends a list or lines, its partner bus and its API one event. Every type comes, as a
 * number. A user is named by OneLogin's own id, and by their first and last name, or their address without these.
 *
 * https://developers.onelogin.com/api-docs/1/events/webhooks,
 * https://developers.onelogin.com/api-docs/1/events/event-resource
 */
import { type Json, object, text } from '../../json.ts';
import { referencedPerson } from '../attributes.ts';
import { createReading } from '../identity-change.ts';
import { type ChangeKind, ignored, type Reading, unresolvable } from '../reading.ts';
import type { Source } from '../source.ts';

/** https://developers.onelogin.com/api-docs/1/events/event-types lists the types of an account. */
const changeByType = new Map<string, ChangeKind>([
  ['13', 'joined'], // created
  ['15', 'left'], // deactivated
  ['16', 'changed'], // activated
  ['17', 'left'], // deleted
  ['21', 'suspended'],
  ['32', 'changed'], // back from a suspension
  ['530', 'left'], // deleted, over the API
  ['551', 'suspended'], // over the API
]);

/** Activated, or back from a suspension. */
const returns = ['16', '32'];

/** The event names no attribute of the update. */
const updatedType = '14';

/** Removed lately, imported from a directory, imported, updated over the API, created over the API. */
const unclearTypes = ['28', '33', '48', '529', '533'];

export const onelogin: Source = {
  name: 'onelogin',

  recognises({ event_type_id, account_id, uuid }, { eventBridge }) {
    return (
      (event_type_id !== undefined && (account_id !== undefined || uuid !== undefined)) ||
      (text(object(eventBridge)['source']) ?? '').startsWith('aws.partner/onelogin.com')
    );
  },

  read(event, context) {
    const { event_type_id, uuid, id, user_id, user_name, event_timestamp, created_at } = event;
    const type = text(event_type_id) ?? '';
    const change = changeByType.get(type);
    if (change === undefined) return [skipped(type, event)];
    return [
      createReading(event, context, {
        change,
        person: { ...referencedPerson(user_id, user_name), ...(returns.includes(type) && { active: true }) },
        id: text(uuid) ?? text(id),
        time: event_timestamp ?? created_at,
      }),
    ];
  },
};

/** A user with a role or a group got it or lost it. These types are not read. A lock ends by itself, so it is ignored. */
function skipped(type: string, { user_id, role_id, group_id }: Json): Reading {
  if (type === updatedType) return unresolvable('no-values');
  if (unclearTypes.includes(type)) return unresolvable('no-change');
  const isMembership = text(user_id) !== undefined && (text(role_id) ?? text(group_id)) !== undefined;
  return isMembership ? unresolvable('no-change') : ignored('other-type');
}
