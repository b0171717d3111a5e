/**
 * Event triggers of SailPoint Identity Security Cloud, through its partner event bus or a webhook.
 *
 * https://developer.sailpoint.com/docs/extensibility/event-triggers/available
 */
import { BadEvent } from '../../errors.ts';
import { flag, isObject, type Json, list, object, text } from '../../json.ts';
import { groupNames, isEmailAddress } from '../attribute-values.ts';
import { personFrom, referencedPerson } from '../attributes.ts';
import { createReading } from '../identity-change.ts';
import type { Person } from '../person.ts';
import { ignored, type Reading, unresolvable } from '../reading.ts';
import type { Source } from '../source.ts';
import type { EventContext } from '../transport.ts';

type ReadTrigger = (event: Json, context: EventContext) => readonly Reading[];

/** By the triggers' ids without `idn:`. No other trigger concerns a person's access. */
const readerByTrigger = new Map<string, ReadTrigger>([
  ['identity-created', (event, context) => [readIdentity(event, context, 'joined')]],
  ['identity-deleted', (event, context) => [readIdentity(event, context, 'left')]],
  ['identity-attributes-changed', readAttributeChanges],
  ['access-request-post-approval', readAccessDecisions],
  // A directory is gone. The event does not name its people.
  ['source-deleted', () => [unresolvable('ids-only')]],
]);

/**
 * Each tenant chooses its own words for lifecycle states. These are common words for leavers, and those of
 * `identityState`: https://developer.sailpoint.com/docs/tools/sdk/python/v2025/models/lifecycle-state
 */
const leaverState =
  /^(inactive.*|terminat\w*|terminated\W.*|separated|resigned|retired|leaver|left|disabled|deactivated|deprovision\w*|suspended|deleted|archived|offboard\w*)$/i;

/** Every item counts for every person of a request: without a limit, two long lists make millions of readings. */
const maxDecisions = 1000;

const lifecycleStates = ['cloudLifecycleState', 'lifecycleState', 'identityState'];

export const sailpoint: Source = {
  name: 'sailpoint',

  recognises(event, { eventBridge }) {
    const { source } = object(eventBridge);
    return (
      (typeof source === 'string' && source.startsWith('aws.partner/sailpoint.com')) ||
      text(object(event['_metadata'])['triggerId']) !== undefined ||
      triggerByForm(event) !== undefined
    );
  },

  read(event, context) {
    const id = text(object(event['_metadata'])['triggerId']) ?? text(context.eventBridge?.['detail-type']) ?? '';
    if (id.startsWith('test:')) return [ignored('test')];
    const trigger = id.startsWith('idn:') ? id.slice('idn:'.length) : triggerByForm(event);
    if (trigger === 'identity-created-or-deleted') return [readCreatedOrDeleted(event, context)];
    const read = readerByTrigger.get(trigger ?? '');
    return read === undefined ? [ignored('other-type')] : read(event, context);
  },
};

/** A webhook's payload does not name its trigger. */
function triggerByForm(event: Json): string | undefined {
  const { identity, attributes, changes, account, accessRequestId, trackingNumber } = event;
  if (isObject(account) && isObject(event['source'])) return 'account';
  if (text(accessRequestId) !== undefined) {
    return 'requestedItemsStatus' in event ? 'access-request-post-approval' : 'access-request-pre-approval';
  }
  if (text(trackingNumber) !== undefined && 'accountRequests' in event) return 'post-provisioning';
  if (!isObject(identity)) return undefined;
  if ('changes' in event) return Array.isArray(changes) ? 'identity-attributes-changed' : undefined;
  return isObject(attributes) ? 'identity-created-or-deleted' : undefined;
}

/**
 * Both triggers have the same form. Without the trigger's name, only the lifecycle state tells a deletion from a joiner.
 */
function readCreatedOrDeleted(event: Json, context: EventContext): Reading {
  const state = lifecycleStates.map((name) => text(object(event['attributes'])[name])).find((one) => one !== undefined);
  if (state === undefined) return unresolvable('no-change');
  return readIdentity(event, context, leaverState.test(state) ? 'left' : 'joined');
}

function readIdentity(event: Json, context: EventContext, change: 'joined' | 'left'): Reading {
  const { attributes } = event;
  if (!isObject(attributes)) throw new BadEvent('invalid-event', 'attributes: is missing or not an object');
  const person = personFrom(withoutState(attributes), identityPerson(event), loginPerson(attributes));
  return createReading(event, context, {
    change: isLeaver(attributes) ? 'left' : change,
    person,
    id: invocationId(event),
  });
}

/** The event holds only the changed attributes, and the identity's id and display name. */
function readAttributeChanges(event: Json, context: EventContext): readonly Reading[] {
  const { changes } = event;
  if (!Array.isArray(changes)) throw new BadEvent('invalid-event', 'changes: is missing or not a list');
  const now = changedValues(changes, 'newValue');
  const before = changedValues(changes, 'oldValue');
  return [
    createReading(event, context, {
      change: isLeaver(now) ? 'left' : 'changed',
      person: personFrom(withoutState(now), identityPerson(event), loginPerson(now)),
      former: personFrom(withoutState(before), { userName: formerName(event, changes) }, loginPerson(before)),
      id: invocationId(event),
    }),
  ];
}

/** The identity's name is the one after the change. Where it repeats an attribute, the attribute's old value is its former one. */
function formerName({ identity }: Json, changes: readonly unknown[]): unknown {
  const name = text(object(identity)['name']);
  const change = changes.map(object).find(({ newValue }) => name !== undefined && text(newValue) === name);
  return isEmailAddress(name) ? change?.['oldValue'] : undefined;
}

function changedValues(changes: readonly unknown[], side: 'oldValue' | 'newValue'): Json {
  return Object.fromEntries(
    changes.map(object).flatMap((change) => {
      const name = text(change['attribute']);
      return name === undefined ? [] : [[name, change[side]]];
    }),
  );
}

/** Reads the access items that every approver approved. Requesters and approvers are not read. */
function readAccessDecisions(event: Json, context: EventContext): readonly Reading[] {
  const { requestedFor, requestedItemsStatus } = event;
  if (!Array.isArray(requestedItemsStatus)) {
    throw new BadEvent('invalid-event', 'requestedItemsStatus: is missing or not a list');
  }
  const people = (Array.isArray(requestedFor) ? requestedFor : [requestedFor]).map(object);
  if (people.length * requestedItemsStatus.length > maxDecisions) {
    throw new BadEvent('invalid-event', `requestedItemsStatus: holds more than ${maxDecisions} decisions`);
  }
  const readings = requestedItemsStatus.map(object).flatMap((item, index) =>
    isApproved(item)
      ? people.map((person, other) =>
          createReading(event, context, {
            change: text(item['operation'])?.toLowerCase() === 'remove' ? 'removed-from-group' : 'access-approved',
            person: sailpointPerson(person),
            groups: groupNames([{ name: item['name'], id: item['id'] }]),
            id: invocationId(event),
            part: people.length > 1 ? `${index}.${other}` : index,
          }),
        )
      : [],
  );
  return readings.length > 0 ? readings : [ignored('not-approved')];
}

function isApproved({ approvalInfo }: Json): boolean {
  const decisions = list(approvalInfo).map((one) => text(object(one)['approvalDecision'])?.toUpperCase());
  return decisions.length > 0 && decisions.every((decision) => decision === 'APPROVED');
}

function identityPerson({ identity }: Json): Person {
  return sailpointPerson(object(identity));
}

function sailpointPerson({ id, name, alias, email }: Json): Person {
  return personFrom(referencedPerson(id, name), { userName: alias, email });
}

/** SailPoint itself stores the user name in the identity attribute `uid`. */
function loginPerson(attributes: Json): Person {
  return personFrom({ userName: attributes['uid'] });
}

function isLeaver(attributes: Json): boolean {
  return (
    lifecycleStates.some((name) => leaverState.test(text(attributes[name]) ?? '')) ||
    flag(attributes['inactive']) === true
  );
}

/** Some tenants have their own words in `active`. */
function withoutState({ active: _, ...attributes }: Json): Json {
  return attributes;
}

/** Only request-response triggers have an invocation id. The secret beside it must not be read. */
function invocationId(event: Json): string | undefined {
  return text(object(event['_metadata'])['invocationId']);
}
