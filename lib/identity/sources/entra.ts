/**
 * Microsoft Entra: Event Grid and Graph webhooks, which send only the id of the changed object, and the call-outs of
 * lifecycle workflows, which send the user.
 *
 * https://learn.microsoft.com/azure/event-grid/azure-active-directory-events
 */
import { type Json, list, object, text } from '../../json.ts';
import { ignored, type Reading, unresolvable } from '../reading.ts';
import type { Source } from '../source.ts';
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
      return [/^(User|Group)/.test(type.slice(typePrefix.length)) ? unresolvable('ids-only') : ignored('other-type')];
    }
    if (isEntraCallout(event)) return [readEntraCallout(event, context)];
    return list(event['value']).map((notification) => readNotification(object(notification)));
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
function readNotification({ changeType, resource }: Json): Reading {
  const isPerson = /^\/?(users\/[^/]+|groups\/[^/]+(\/members.*)?)$/i.test(text(resource) ?? '');
  return changeType !== undefined && isPerson ? unresolvable('ids-only') : ignored('other-type');
}
