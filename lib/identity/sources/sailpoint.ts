/**
 * Event triggers of SailPoint Identity Security Cloud, through its partner event bus or a webhook.
 *
 * https://developer.sailpoint.com/docs/extensibility/event-triggers/available
 */
import { BadEvent } from '../../errors.ts';
import { flag, isObject, type Json, list, object, text } from '../../json.ts';
import { namesOf, personFrom, personReferredTo } from '../attributes.ts';
import { readingOf } from '../identity-change.ts';
import type { Person } from '../person.ts';
import { ignored, type Reading, unresolvable } from '../reading.ts';
import type { Source } from '../source.ts';
import type { Context } from '../transport.ts';

type Trigger = (event: Json, context: Context) => readonly Reading[];

/** By the triggers' ids, less `idn:`. Every other trigger has nothing to do with a person's access. */
const triggers = new Map<string, Trigger>([
  ['identity-created', (event, context) => [ofIdentity(event, context, 'joined')]],
  ['identity-deleted', (event, context) => [ofIdentity(event, context, 'left')]],
  ['identity-attributes-changed', attributesChanged],
  ['access-request-post-approval', decided],
]);

/**
 * The words for a lifecycle state are each tenant's own; these are the ones in use for somebody who is gone, and those of
 * `identityState`: https://developer.sailpoint.com/docs/tools/sdk/python/v2025/models/lifecycle-state
 */
const gone =
  /^(inactive.*|terminat\w*|terminated\W.*|separated|resigned|retired|leaver|left|disabled|deactivated|deprovision\w*|suspended|deleted|archived|offboard\w*)$/i;
/** Every item is for every person of a request: two lists that are merely long would make millions of readings. */
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
    if (trigger === 'identity-created-or-deleted') return [createdOrDeleted(event, context)];
    const read = triggers.get(trigger ?? '');
    return read === undefined ? [ignored('other-type')] : read(event, context);
  },
};

/** A webhook's payload does not say which trigger fired. */
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
 * Both have one form, and a deletion must not be taken for a joiner: without the trigger's name only the lifecycle state
 * tells them apart.
 */
function createdOrDeleted(event: Json, context: Context): Reading {
  const state = lifecycleStates.map((name) => text(object(event['attributes'])[name])).find((one) => one !== undefined);
  if (state === undefined) return unresolvable('no-change');
  return ofIdentity(event, context, gone.test(state) ? 'left' : 'joined');
}

function ofIdentity(event: Json, context: Context, change: 'joined' | 'left'): Reading {
  const { attributes } = event;
  if (!isObject(attributes)) throw new BadEvent('invalid-event', 'attributes: is missing or no object');
  const person = personFrom(withoutState(attributes), identityOf(event), login(attributes));
  return readingOf(event, context, { change: isGone(attributes) ? 'left' : change, person, id: invocation(event) });
}

/** Only what changed is sent, and of the identity no more than its id and its name for people. */
function attributesChanged(event: Json, context: Context): readonly Reading[] {
  const { changes } = event;
  if (!Array.isArray(changes)) throw new BadEvent('invalid-event', 'changes: is missing or not a list');
  const now = Object.fromEntries(
    changes.map(object).flatMap(({ attribute, newValue }) => {
      const name = text(attribute);
      return name === undefined ? [] : [[name, newValue]];
    }),
  );
  const person = personFrom(withoutState(now), identityOf(event), login(now));
  return [readingOf(event, context, { change: isGone(now) ? 'left' : 'changed', person, id: invocation(event) })];
}

/** Access items that every approver approved; who asked for them and who approved is not the subject. */
function decided(event: Json, context: Context): readonly Reading[] {
  const { requestedFor, requestedItemsStatus } = event;
  if (!Array.isArray(requestedItemsStatus)) {
    throw new BadEvent('invalid-event', 'requestedItemsStatus: is missing or not a list');
  }
  const people = (Array.isArray(requestedFor) ? requestedFor : [requestedFor]).map(object);
  if (people.length * requestedItemsStatus.length > maxDecisions) {
    throw new BadEvent('invalid-event', `requestedItemsStatus: more than ${maxDecisions} decisions`);
  }
  const readings = requestedItemsStatus.map(object).flatMap((item, index) =>
    isApproved(item)
      ? people.map((person, other) =>
          readingOf(event, context, {
            change: text(item['operation'])?.toLowerCase() === 'remove' ? 'removed-from-group' : 'access-approved',
            person: referred(person),
            groups: namesOf([{ name: item['name'], id: item['id'] }]),
            id: invocation(event),
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

function identityOf({ identity }: Json): Person {
  return referred(object(identity));
}

function referred({ id, name, alias, email }: Json): Person {
  return personFrom(personReferredTo(id, name), { userName: alias, email });
}

/** `uid` is the identity attribute that SailPoint itself fills with the user name. */
function login(attributes: Json): Person {
  return personFrom({ userName: attributes['uid'] });
}

function isGone(attributes: Json): boolean {
  return (
    lifecycleStates.some((name) => gone.test(text(attributes[name]) ?? '')) || flag(attributes['inactive']) === true
  );
}

/** In some tenants `active` is a word of their own. */
function withoutState({ active: _, ...attributes }: Json): Json {
  return attributes;
}

/** Request-response triggers have one, next to a secret that must go nowhere. */
function invocation(event: Json): string | undefined {
  return text(object(event['_metadata'])['invocationId']);
}
