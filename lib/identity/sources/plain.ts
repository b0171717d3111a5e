/** Our own plain form, for whoever can choose: CloudEvents with a SCIM person. */
import * as z from 'zod/mini';
import { type Contract, contract } from '../../../events/contract.ts';
import { check, describe } from '../../check.ts';
import { fromEventBridge } from '../../delivery/envelope.ts';
import { isOfType } from '../../delivery/event.ts';
import { BadEvent } from '../../errors.ts';
import type { Json } from '../../json.ts';
import { namesOf, personFrom } from '../attributes.ts';
import { happened } from '../happening.ts';
import type { Change } from '../reading.ts';
import type { Source } from '../source.ts';
import type { Context } from '../transport.ts';

const name = z.string().check(z.minLength(1), z.maxLength(512));

/** A group by its name, or by whichever names and ids it has. */
const group = z.union([
  name,
  z
    .strictObject({
      value: z.optional(name),
      display: z.optional(name),
      id: z.optional(name),
      name: z.optional(name),
      displayName: z.optional(name),
      externalId: z.optional(name),
    })
    .check(z.refine((names) => Object.keys(names).length > 0, { error: 'must have a name or an id' })),
]);

/** Attributes beyond these are the company's own, for its policy. */
const user = z.looseObject({
  userName: z.optional(name),
  externalId: z.optional(name),
  active: z.optional(z.union([z.boolean(), z.enum(['true', 'false'])])),
  emails: z.optional(z.array(z.union([name, z.looseObject({ value: name })]))),
  groups: z.optional(z.array(group)),
});

/** From when on it is to hold, where that is later than the event. */
const effectiveAt = z.optional(z.iso.datetime({ offset: true, error: 'must be a time with its zone' }));

export const userJoined = contract('identity.user.joined.v1', { user, effectiveAt });
export const userChanged = contract('identity.user.changed.v1', { user, effectiveAt });
export const userLeft = contract('identity.user.left.v1', { user, effectiveAt });
export const memberAdded = contract('identity.group.member-added.v1', { user, group, effectiveAt });
export const memberRemoved = contract('identity.group.member-removed.v1', { user, group, effectiveAt });

interface Subject {
  readonly user: Json;
  readonly group?: unknown;
  readonly effectiveAt?: string | undefined;
}

const kinds: readonly { readonly contract: Contract<Subject>; readonly change: Change }[] = [
  { contract: userJoined, change: 'joined' },
  { contract: userChanged, change: 'changed' },
  { contract: userLeft, change: 'left' },
  { contract: memberAdded, change: 'added-to-group' },
  { contract: memberRemoved, change: 'removed-from-group' },
];

export const plain: Source = {
  name: 'plain',

  recognises(event, context) {
    return kindOf(asCloudEvent(event, context)) !== undefined;
  },

  read(event, context) {
    const cloudEvent = asCloudEvent(event, context);
    const kind = kindOf(cloudEvent);
    if (kind === undefined) return [];
    const result = check(kind.contract.schema, cloudEvent);
    if (!result.success) throw new BadEvent('invalid-event', describe(result.problems));
    const { id, source, time, data } = result.data;
    return [
      happened(event, context, {
        change: kind.change,
        person: personFrom(data.user),
        groups: namesOf([data.group]),
        id: id === undefined ? undefined : JSON.stringify([source, id]),
        time,
        effectiveAt: data.effectiveAt,
      }),
    ];
  },
};

/** EventBridge's own attributes stand in for those that the event leaves out. */
function asCloudEvent(event: Json, { eventBridge }: Context): Json {
  return eventBridge === undefined ? event : fromEventBridge({ ...eventBridge, detail: event });
}

function kindOf({ type }: Json) {
  return kinds.find(({ contract }) => typeof type === 'string' && isOfType(type, contract.type));
}
