/** The forms of a message with several events, and how to split each into messages with one event. */
import { isObject, type Json, list, object, texts } from '../json.ts';
import { foldNames } from './spellings.ts';

/** SCIM's message for many operations: https://www.rfc-editor.org/rfc/rfc7644#section-3.7 */
export const bulkRequest = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';

/** In lower case: they are URNs. */
export function schemasOf(content: Json): readonly string[] {
  return texts([foldNames(content)['schemas']].flat()).map((schema) => schema.toLowerCase());
}

interface Batch {
  /** The events of a batch in this form; undefined for other content. */
  readonly members: (content: unknown) => readonly unknown[] | undefined;
  /** One event in a form that the service reads on its own, so that it can be dead-lettered and redriven alone. */
  readonly wrap: (member: unknown) => unknown;
}

const batches: readonly Batch[] = [
  // CloudEvents in batched mode, OneLogin, PingOne, Event Grid.
  { members: (content) => (Array.isArray(content) ? content : undefined), wrap: unwrapped },
  // Okta's event hook. https://developer.okta.com/docs/concepts/event-hooks/
  {
    members: ifObject(({ eventType, data }) => eventType === 'com.okta.event_hook' && object(data)['events']),
    wrap: unwrapped,
  },
  // PingOne, where something in front wraps its list.
  { members: ifObject(({ events }) => list(events).some(isPingoneEvent) && events), wrap: unwrapped },
  // The answer to a poll for SETs: JWTs by their jti. https://www.rfc-editor.org/rfc/rfc8936#section-2.3
  { members: ifObject(({ sets }) => isObject(sets) && Object.values(sets)), wrap: unwrapped },
  // ChangeKind notifications of Microsoft Graph.
  // https://learn.microsoft.com/graph/change-notifications-delivery-webhooks
  {
    members: ifSeveral(({ value }) => list(value).some((one) => isNotification(one)) && value),
    wrap: (one) => ({ value: [one] }),
  },
  // BambooHR, by field.
  {
    members: ifSeveral(({ employees }) => list(employees).some(isPostedEmployee) && employees),
    wrap: (one) => ({ employees: [one] }),
  },
  // A Workday report (Reports as a Service).
  { members: ifSeveral(({ Report_Entry }) => Report_Entry), wrap: (one) => ({ Report_Entry: [one] }) },
  {
    members: ifSeveral(
      (content) => schemasOf(content).includes(bulkRequest.toLowerCase()) && foldNames(content)['operations'],
    ),
    wrap: (one) => ({ schemas: [bulkRequest], Operations: [one] }),
  },
];

/** The events of a batch, each readable on its own; undefined if the content is not a batch. */
export function splitBatch(content: unknown): Iterable<unknown> | undefined {
  for (const { members, wrap } of batches) {
    const found = members(content);
    if (found !== undefined) return wrapEach(found, wrap);
  }
  return undefined;
}

/** Yields one at a time, so that a reader can stop at its limit. */
function* wrapEach(members: readonly unknown[], wrap: Batch['wrap']): Generator<unknown> {
  for (const member of members) yield wrap(member);
}

function isNotification(one: unknown): boolean {
  return 'changeType' in object(one) || 'lifecycleEvent' in object(one);
}

function isPingoneEvent(one: unknown): boolean {
  const { action, recordedAt } = object(one);
  return recordedAt !== undefined && 'type' in object(action);
}

/** An employee with fields that the company chose: https://documentation.bamboohr.com/docs/global-webhooks */
export function isPostedEmployee(employee: unknown): boolean {
  return isObject(employee) && ('changedFields' in employee || 'fields' in employee);
}

function unwrapped(member: unknown): unknown {
  return member;
}

function ifObject(members: (content: Json) => unknown): Batch['members'] {
  return (content) => {
    const found = isObject(content) ? members(content) : undefined;
    return Array.isArray(found) ? found : undefined;
  };
}

/** For a form that a single event has too: a batch of one or none counts as a single event. */
function ifSeveral(members: (content: Json) => unknown): Batch['members'] {
  return (content) => {
    const found = ifObject(members)(content);
    return found !== undefined && found.length > 1 ? found : undefined;
  };
}
