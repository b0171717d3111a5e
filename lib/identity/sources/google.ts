/**
 * Google Workspace: the admin audit log through Cloud Logging or the Reports API, and the Directory API's push
 * notifications.
 *
 * https://developers.google.com/workspace/admin/reports/v1/appendix/activity/admin-user-settings
 */
import { isObject, type Json, list, object, text } from '../../json.ts';
import { isEmailAddress } from '../attribute-values.ts';
import { personFrom } from '../attributes.ts';
import { createGroupReading } from '../group-change.ts';
import { createReading } from '../identity-change.ts';
import { type ChangeKind, ignored, type Reading, unresolvable } from '../reading.ts';
import type { Source } from '../source.ts';
import { type NamedValue, objectFrom } from '../spellings.ts';
import type { EventContext } from '../transport.ts';

interface ActivityKind {
  readonly change: ChangeKind;
  /** The parameters that name the user and the group. */
  readonly user: string;
  readonly group?: string;
  readonly attributes?: (parameters: Json) => Json;
  /** The parameter with the user's new address. The account is known by its address alone. */
  readonly newAddress?: string;
}

const user = 'USER_EMAIL';
const group = 'GROUP_EMAIL';
const activityKinds = new Map<string, ActivityKind>([
  ['CREATE_USER', { change: 'joined', user }],
  ['UNDELETE_USER', { change: 'joined', user }],
  ['UNSUSPEND_USER', { change: 'changed', user, attributes: () => ({ active: true }) }],
  ['UNARCHIVE_USER', { change: 'changed', user, attributes: () => ({ active: true }) }],
  ['MOVE_USER_TO_ORG_UNIT', { change: 'changed', user, attributes: ({ NEW_VALUE }) => ({ orgUnitPath: NEW_VALUE }) }],
  ['RENAME_USER', { change: 'changed', user, newAddress: 'NEW_VALUE' }],
  ['SUSPEND_USER', { change: 'suspended', user }],
  // What a company does with the account of somebody who has left: https://support.google.com/a/answer/9048836
  ['ARCHIVE_USER', { change: 'left', user }],
  ['DELETE_USER', { change: 'left', user }],
  ['ADD_GROUP_MEMBER', { change: 'added-to-group', user, group }],
  ['REMOVE_GROUP_MEMBER', { change: 'removed-from-group', user, group }],
  // The log for groups has other parameter names.
  ['add_member', { change: 'added-to-group', user: 'member_id', group: 'group_id' }],
  ['remove_member', { change: 'removed-from-group', user: 'member_id', group: 'group_id' }],
]);

interface GroupActivityKind {
  readonly change: 'group-deleted' | 'group-renamed';
  /** The parameter that names the group. */
  readonly group: string;
}

/** These do not name the group's members. A group's address is its name. */
const groupActivityKinds = new Map<string, GroupActivityKind>([
  ['DELETE_GROUP', { change: 'group-deleted', group }],
  ['delete_group', { change: 'group-deleted', group: 'group_id' }],
  ['CHANGE_GROUP_EMAIL', { change: 'group-renamed', group }],
]);

export const google: Source = {
  name: 'google',

  recognises({ kind, protoPayload }) {
    const { metadata } = object(protoPayload);
    return (
      /^admin#(reports#activity|directory#user)$/.test(text(kind) ?? '') || Array.isArray(object(metadata)['event'])
    );
  },

  read(event, context) {
    // The change is only in a header of the push notification.
    if (event['kind'] === 'admin#directory#user') return [unresolvable('no-change')];
    if (isObject(event['protoPayload'])) return readLogEntry(event, event['protoPayload'], context);
    const { id, events } = event;
    // Some collectors send each event of an activity alone, with the activity's own fields.
    const activities = Array.isArray(events) ? events.map(object) : [event];
    const { uniqueQualifier, time } = object(id);
    return activities.map((activity, index) =>
      readActivity(event, context, {
        name: activity['name'],
        parameters: activity['parameters'],
        id: text(uniqueQualifier),
        index,
        time,
      }),
    );
  },
};

/** https://cloud.google.com/logging/docs/audit/gsuite-audit-logging */
function readLogEntry(event: Json, { metadata, status }: Json, context: EventContext): Reading[] {
  const code = object(status)['code'];
  if (code !== undefined && code !== 0) return [ignored('not-successful')];
  const { activityId } = object(metadata);
  const { uniqQualifier, timeUsec } = object(activityId);
  return list(object(metadata)['event'])
    .map(object)
    .map(({ eventName, parameter }, index) =>
      readActivity(event, context, {
        name: eventName,
        parameters: parameter,
        id: text(uniqQualifier) ?? text(event['insertId']),
        index,
        time: timeUsec ?? event['timestamp'],
      }),
    );
}

interface Activity {
  readonly name: unknown;
  readonly parameters: unknown;
  readonly id: string | undefined;
  readonly index: number;
  readonly time: unknown;
}

function readActivity(event: Json, context: EventContext, activity: Activity): Reading {
  const { name, parameters, id, index, time } = activity;
  const groupKind = groupActivityKinds.get(text(name) ?? '');
  if (groupKind !== undefined) return readGroupActivity(event, context, groupKind, activity);
  const kind = activityKinds.get(text(name) ?? '');
  if (kind === undefined) return ignored('other-type');
  const named = parametersByName(parameters);
  // https://developers.google.com/workspace/admin/reports/v1/appendix/activity/groups-enterprise#add_member
  const type = text(named['member_type']) ?? '';
  if (/^group$/i.test(type)) return ignored('nested-group');
  if (/^service.?account$/i.test(type)) return ignored('not-a-person');
  const email = text(named[kind.user]);
  // The actor is another person. An outsider's or a group's id is not an e-mail address.
  if (!isEmailAddress(email)) return unresolvable('no-user');
  const address = kind.newAddress === undefined ? email : text(named[kind.newAddress]);
  if (!isEmailAddress(address)) return unresolvable('no-values');
  const groups = kind.group === undefined ? [] : [text(named[kind.group])].filter((one) => one !== undefined);
  return createReading(event, context, {
    change: kind.change,
    person: personFrom({ userName: address, email: address }, kind.attributes?.(named)),
    formerUserName: kind.newAddress && email,
    groups,
    mayBeGroup: kind.group !== undefined && !/^user$/i.test(type),
    id,
    ...(index > 0 && { part: index }),
    time,
  });
}

function readGroupActivity(
  event: Json,
  context: EventContext,
  { change, group: parameter }: GroupActivityKind,
  { parameters, id, index, time }: Activity,
): Reading {
  const named = parametersByName(parameters);
  const [address, newAddress] = [named[parameter], named['NEW_VALUE']];
  const names = change === 'group-renamed' ? { names: [newAddress], formerNames: [address] } : { names: [address] };
  return createGroupReading(event, context, { change, ...names, id, ...(index > 0 && { part: index }), time });
}

/** Parameters come as a list of names and values, or as an object. */
function parametersByName(parameters: unknown): Json {
  if (isObject(parameters)) return parameters;
  const named = list(parameters)
    .map(object)
    .map(({ name, value }): NamedValue => [text(name) ?? '', value]);
  return objectFrom(named);
}
