/**
 * Event triggers of SailPoint Identity Security Cloud, through its partner event bus or a webhook.
 *
 * https://developer.sailpoint.com/docs/extensibility/event-triggers/available
 */
import { BadEvent } from '../../errors.ts';
import { firstText, isObject, type Json, list, object, text } from '../../json.ts';
import { groupNames, isEmailAddress, readFlag, readText, requireFlag } from '../attribute-values.ts';
import { personFrom, referencedPerson } from '../attributes.ts';
import { createReading } from '../identity-change.ts';
import { type ChangeForm, readListedChanges } from '../listed-changes.ts';
import type { Person } from '../person.ts';
import { type ChangeKind, ignored, type Reading, unresolvable } from '../reading.ts';
import type { Source } from '../source.ts';
import { foldNames } from '../spellings.ts';
import type { EventContext } from '../transport.ts';
import { wholeState } from '../whole-state.ts';
import { sailpointTriggerByForm, sailpointTriggerId } from './sailpoint-trigger.ts';

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
 * Each tenant chooses its own words for lifecycle states. These are common ones, and those of `identityState`:
 * https://developer.sailpoint.com/docs/tools/sdk/python/v2025/models/lifecycle-state
 */
const leaverState =
  /^(inactive[\W_]*long[\W_]*term\W*|terminat\w*|terminated\W.*|separated|resigned|retired|leaver|left|deactivated|deprovision\w*|deleted|archived|offboard\w*)$/i;

/** SailPoint's own state `inactive` is that of a long leave too: https://developer.sailpoint.com/docs/tools/sdk/go/v2025/methods/lifecycle-states */
const suspendedState = /^(inactive.*|disabled|suspended)$/i;

/** Every item counts for every person of a request: without a limit, two long lists make millions of readings. */
const maxDecisions = 1000;

const changeForm: ChangeForm = { name: 'attribute', from: 'oldValue', to: 'newValue', named: 'an attribute' };

const lifecycleStates = ['cloudLifecycleState', 'lifecycleState', 'identityState'];

export const sailpoint: Source = {
  name: 'sailpoint',

  recognises(event, { eventBridge }) {
    const { source } = object(eventBridge);
    return (
      (typeof source === 'string' && source.startsWith('aws.partner/sailpoint.com')) ||
      text(object(event['_metadata'])['triggerId']) !== undefined ||
      sailpointTriggerByForm(event) !== undefined
    );
  },

  read(event, context) {
    const id = sailpointTriggerId(event, context.eventBridge);
    if (id.startsWith('test:')) return [ignored('test')];
    const trigger = id.startsWith('idn:') ? id.slice('idn:'.length) : sailpointTriggerByForm(event);
    if (trigger === 'identity-created-or-deleted') return [readCreatedOrDeleted(event, context)];
    const read = readerByTrigger.get(trigger ?? '');
    return read === undefined ? [ignored('other-type')] : read(event, context);
  },
};

/**
 * Both triggers have the same form. Without the trigger's name, only the state tells a deletion from a joiner.
 */
function readCreatedOrDeleted(event: Json, context: EventContext): Reading {
  const attributes = object(event['attributes']);
  if (endIn(attributes) !== undefined) return readIdentity(event, context, 'joined');
  return statesIn(attributes).length > 0 ? readIdentity(event, context, 'joined') : unresolvable('no-change');
}

function readIdentity(event: Json, context: EventContext, change: 'joined' | 'left'): Reading {
  const { attributes } = event;
  if (!isObject(attributes)) throw new BadEvent('invalid-event', 'attributes: is missing or not an object');
  const person = personFrom(withoutState(attributes), identityPerson(event), loginPerson(attributes));
  return createReading(event, context, {
    change: change === 'left' ? change : (endIn(attributes) ?? change),
    person,
    id: invocationId(event),
  });
}

/** The event holds only the changed attributes, and the identity's id and display name. */
function readAttributeChanges(event: Json, context: EventContext): readonly Reading[] {
  const { changes } = event;
  if (!Array.isArray(changes)) throw new BadEvent('invalid-event', 'changes: is missing or not a list');
  const { before, now } = readListedChanges(changes, changeForm);
  return [
    createReading(event, context, {
      change: endIn(now) ?? 'changed',
      person: personFrom(wholeState(withoutState(now)), identityPerson(event), loginPerson(now), {
        active: isReturn(now) ? true : undefined,
      }),
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
  return personFrom({ userName: foldNames(attributes)['uid'] });
}

/**
 * Whether the person has left or is suspended, as the event says.
 *
 * @throws BadEvent if a state cannot be read, or if two spellings of it differ: it would hide a leaver
 */
function endIn(attributes: Json): Extract<ChangeKind, 'left' | 'suspended'> | undefined {
  const { inactive, active } = foldNames(attributes);
  const words = [...statesIn(attributes), ...activeWord(active)];
  const isInactive = requireFlag(inactive, 'inactive') === true || readFlag(active) === false;
  if (words.some((word) => leaverState.test(word))) return 'left';
  return isInactive || words.some((word) => suspendedState.test(word)) ? 'suspended' : undefined;
}

/** Somebody who was inactive is back, in all that the event says of the state. */
function isReturn(attributes: Json): boolean {
  const { inactive, active } = foldNames(attributes);
  const isSaid = requireFlag(inactive, 'inactive') === false || readFlag(active) === true;
  return endIn(attributes) === undefined && (isSaid || statesIn(attributes).some((state) => /^active$/i.test(state)));
}

/**
 * Some tenants have their own words in `active`.
 *
 * @throws BadEvent for a value that is neither a truth value nor a word
 */
function activeWord(value: unknown): readonly string[] {
  if (typeof readFlag(value) === 'boolean') return [];
  const word = readText(value) ?? '';
  if (typeof word !== 'string') throw new BadEvent('invalid-event', 'active: must be true, false or a word');
  return [/^no?$/i.test(word) ? 'inactive' : word];
}

/** The lifecycle states in the event: each a text, or an object with the state's name. */
function statesIn(attributes: Json): readonly string[] {
  const folded = foldNames(attributes);
  return lifecycleStates.flatMap((name) => {
    const value = folded[name.toLowerCase()] ?? '';
    const { stateName, name: technicalName } = object(value);
    const state = firstText(value, stateName, technicalName);
    if (state === undefined && value !== '') throw new BadEvent('invalid-event', `${name}: must be a text`);
    return state ?? [];
  });
}

/** The change says whether `active` is false. */
function withoutState(attributes: Json): Json {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => name.toLowerCase() !== 'active'));
}

/** Only request-response triggers have an invocation id. The secret next to it must not be read. */
function invocationId(event: Json): string | undefined {
  return text(object(event['_metadata'])['invocationId']);
}
