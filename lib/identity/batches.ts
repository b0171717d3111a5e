/** The forms in which one message brings many events, and how each is made into messages with one. */
import { isObject, type Json, list, object } from '../json.ts';

/** SCIM's message for many operations: https://www.rfc-editor.org/rfc/rfc7644#section-3.7 */
export const bulkRequest = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';

interface Batch {
  /** The events of a batch of this form; undefined for anything else. */
  readonly members: (content: unknown) => readonly unknown[] | undefined;
  /** One event in a form that is recognised on its own: what is dead-lettered, and can be sent again, alone. */
  readonly single: (member: unknown) => unknown;
}

const batches: readonly Batch[] = [
  // CloudEvents in batched mode, OneLogin, PingOne, Event Grid.
  { members: (content) => (Array.isArray(content) ? content : undefined), single: itself },
  // Okta's event hook. https://developer.okta.com/docs/concepts/event-hooks/
  {
    members: ifObject(({ eventType, data }) => eventType === 'com.okta.event_hook' && object(data)['events']),
    single: itself,
  },
  // SETs that were polled: JWTs by their jti. https://www.rfc-editor.org/rfc/rfc8936#section-2.3
  { members: ifObject(({ sets }) => isObject(sets) && Object.values(sets)), single: itself },
  // ChangeKind notifications of Microsoft Graph.
  // https://learn.microsoft.com/graph/change-notifications-delivery-webhooks
  {
    members: ifMany(({ value }) => list(value).some((one) => isNotification(one)) && value),
    single: (one) => ({ value: [one] }),
  },
  // A Workday report as a service.
  { members: ifMany(({ Report_Entry }) => Report_Entry), single: (one) => ({ Report_Entry: [one] }) },
  {
    members: ifMany(({ schemas, Operations }) => list(schemas).includes(bulkRequest) && Operations),
    single: (one) => ({ schemas: [bulkRequest], Operations: [one] }),
  },
];

/** The events that a batch holds, each in a form of its own; undefined when the content is no batch. */
export function split(content: unknown): Iterable<unknown> | undefined {
  for (const { members, single } of batches) {
    const found = members(content);
    if (found !== undefined) return singles(found, single);
  }
  return undefined;
}

/** One at a time, so that a reader may stop at its limit. */
function* singles(members: readonly unknown[], single: Batch['single']): Generator<unknown> {
  for (const member of members) yield single(member);
}

function isNotification(one: unknown): boolean {
  return 'changeType' in object(one) || 'lifecycleEvent' in object(one);
}

function itself(member: unknown): unknown {
  return member;
}

function ifObject(members: (content: Json) => unknown): Batch['members'] {
  return (content) => {
    const found = isObject(content) ? members(content) : undefined;
    return Array.isArray(found) ? found : undefined;
  };
}

/** For a form that a single event keeps: a batch of one, or of none, is such an event. */
function ifMany(members: (content: Json) => unknown): Batch['members'] {
  return (content) => {
    const found = ifObject(members)(content);
    return found !== undefined && found.length > 1 ? found : undefined;
  };
}
