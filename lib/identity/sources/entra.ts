/**
 * Microsoft Entra, through Event Grid or the webhooks of Graph. Both send the id of what changed, and neither whether it
 * was created, changed or deleted for the time being.
 *
 * https://learn.microsoft.com/azure/event-grid/azure-active-directory-events
 */
import { type Json, list, object, text } from '../../json.ts';
import { ignored, type Reading, unresolvable } from '../reading.ts';
import type { Source } from '../source.ts';

const prefix = 'Microsoft.Graph.';

export const entra: Source = {
  name: 'entra',

  recognises({ type, eventType, value }) {
    return typeOf({ type, eventType }).startsWith(prefix) || list(value).some(isNotification);
  },

  read(event) {
    const type = typeOf(event);
    if (type.startsWith(prefix)) {
      return [/^(User|Group)/.test(type.slice(prefix.length)) ? unresolvable('ids-only') : ignored('other-type')];
    }
    return list(event['value']).map((notification) => readNotification(object(notification)));
  },
};

/** Event Grid's own schema says `eventType`. */
function typeOf({ type, eventType }: Json): string {
  return text(type) ?? text(eventType) ?? '';
}

/** https://learn.microsoft.com/graph/api/resources/changenotification */
function isNotification(notification: unknown): boolean {
  const { changeType, lifecycleEvent } = object(notification);
  return changeType !== undefined || lifecycleEvent !== undefined;
}

/** A user or a group itself, or a group's members, but not what a user has, such as his mail. */
function readNotification({ changeType, resource }: Json): Reading {
  const isPerson = /^\/?(users\/[^/]+|groups\/[^/]+(\/members.*)?)$/i.test(text(resource) ?? '');
  return changeType !== undefined && isPerson ? unresolvable('ids-only') : ignored('other-type');
}
