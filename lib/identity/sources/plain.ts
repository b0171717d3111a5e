/** Our own plain form, for publishers who can choose: CloudEvents with a SCIM person. */
import type { Contract } from '../../../events/contract.ts';
import { identityGroupMemberAdded } from '../../../events/identity-group-member-added.ts';
import { identityGroupMemberRemoved } from '../../../events/identity-group-member-removed.ts';
import { identityUserChanged } from '../../../events/identity-user-changed.ts';
import { identityUserJoined } from '../../../events/identity-user-joined.ts';
import { identityUserLeft } from '../../../events/identity-user-left.ts';
import { check, describe } from '../../check.ts';
import { BadEvent } from '../../errors.ts';
import { fromEventBridge } from '../../event/envelope.ts';
import { isOfType } from '../../event/event.ts';
import { isObject, type Json } from '../../json.ts';
import { groupNames } from '../attribute-values.ts';
import { personFrom } from '../attributes.ts';
import { withCanonicalNames } from '../canonical-names.ts';
import { createReading } from '../identity-change.ts';
import type { ChangeKind } from '../reading.ts';
import type { Source } from '../source.ts';
import type { EventContext } from '../transport.ts';
import { wholeState } from '../whole-state.ts';

interface PlainData {
  readonly user: Json;
  readonly group?: unknown;
  readonly effectiveAt?: string | undefined;
}

const plainTypes: readonly { readonly contract: Contract<PlainData>; readonly change: ChangeKind }[] = [
  { contract: identityUserJoined, change: 'joined' },
  { contract: identityUserChanged, change: 'changed' },
  { contract: identityUserLeft, change: 'left' },
  { contract: identityGroupMemberAdded, change: 'added-to-group' },
  { contract: identityGroupMemberRemoved, change: 'removed-from-group' },
];

export const plain: Source = {
  name: 'plain',
  announcesChanges: true,

  recognises(event, context) {
    return findPlainType(asCloudEvent(event, context)) !== undefined;
  },

  read(event, context) {
    const cloudEvent = asCloudEvent(event, context);
    const kind = findPlainType(cloudEvent);
    if (kind === undefined) return [];
    const result = check(kind.contract.schema, withCanonicalUser(cloudEvent));
    if (!result.success) throw new BadEvent('invalid-event', describe(result.problems));
    const { id, source, time, correlationid, data } = result.data;
    const { user, group, effectiveAt, requestedBy, reason } = data;
    return [
      createReading(event, context, {
        change: kind.change,
        person: personFrom(kind.change === 'changed' ? wholeState(user) : user),
        groups: groupNames([group]),
        id: id === undefined ? undefined : JSON.stringify([source, id]),
        time,
        effectiveAt,
        publisher: source,
        audit: { correlationId: correlationid, requestedBy, reason },
      }),
    ];
  },
};

/** EventBridge's attributes replace those that the event lacks. */
function asCloudEvent(event: Json, { eventBridge }: EventContext): Json {
  return eventBridge === undefined ? event : fromEventBridge({ ...eventBridge, detail: event });
}

/** Publishers write `Active: 0` too. The contract names one spelling. */
function withCanonicalUser(event: Json): Json {
  const { data } = event;
  if (!isObject(data) || !isObject(data['user'])) return event;
  return { ...event, data: { ...data, user: withCanonicalNames(data['user']) } };
}

function findPlainType({ type }: Json) {
  return plainTypes.find(({ contract }) => typeof type === 'string' && isOfType(type, contract.type));
}
