/**
 * Microsoft Entra: Event Grid and Graph webhooks, which send only the id of the changed object, and the call-outs of
 * lifecycle workflows, which send the user.
 *
 * https://learn.microsoft.com/azure/event-grid/azure-active-directory-events
 */
import { type Json, list, object, text } from '../../json.ts';
import { createGroupReading } from '../group-change.ts';
import { ignored, type Reading, unresolvable } from '../reading.ts';
import type { Source } from '../source.ts';
import type { EventContext } from '../transport.ts';
import { isEntraCallout, readEntraCallout } from './entra-callout.ts';

const typePrefix = 'Microsoft.Graph.';

export const entra: Source = {
  name: 'entra',

  recognises(event) {
    return (
      entraType(event).startsWith(typePrefix) || list(event['value']).some(isNotification) || isEntraCallout(event)
    );
  },

  read(event, context) {
    const type = entraType(event);
    if (type.startsWith(typePrefix)) {
      const kind = type.slice(typePrefix.length);
      if (kind === 'GroupDeleted') return [readDeletedGroup(event, context, event)];
      return [/^(User|Group)/.test(kind) ? unresolvable('ids-only') : ignored('other-type')];
    }
    if (isEntraCallout(event)) return [readEntraCallout(event, context)];
    return list(event['value']).map((notification) => readNotification(event, context, object(notification)));
  },
};

/** Event Grid's own schema uses `eventType`. */
function entraType({ type, eventType }: Json): string {
  return text(type) ?? text(eventType) ?? '';
}

/** https://learn.microsoft.com/graph/api/resources/changenotification */
function isNotification(notification: unknown): boolean {
  const { changeType, lifecycleEvent } = object(notification);
  return changeType !== undefined || lifecycleEvent !== undefined;
}

/** A user, a group or a group's members are relevant. What a user owns, such as their mail, is not. */
function readNotification(event: Json, context: EventContext, notification: Json): Reading {
  const { changeType, resource } = notification;
  const isDeletion = text(changeType)?.toLowerCase() === 'deleted' && groupIn(resource) !== undefined;
  if (isDeletion) return readDeletedGroup(event, context, { subject: resource });
  const isPerson = /^\/?(users\/[^/]+|groups\/[^/]+(\/members.*)?)$/i.test(text(resource) ?? '');
  return changeType !== undefined && isPerson ? unresolvable('ids-only') : ignored('other-type');
}

/** Only the group's id is told. */
function readDeletedGroup(event: Json, context: EventContext, { subject, data, id, time, eventTime }: Json): Reading {
  const group = groupIn(subject) ?? groupIn(object(data)['resource']);
  if (group === undefined) return unresolvable('ids-only');
  return createGroupReading(event, context, {
    ...{ change: 'group-deleted', ids: [group] },
    ...{ id: text(id), time: time ?? eventTime },
  });
}

function groupIn(resource: unknown): string | undefined {
  return /^\/?groups\/([^/]+)$/i.exec(text(resource) ?? '')?.[1];
}
