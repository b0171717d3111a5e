/**
 * Requests of SCIM 2.0, as an identity provider sends them to whoever stands in front of the queue: users, groups,
 * patches, and bulk requests, which alone say what resource they are about.
 *
 * https://www.rfc-editor.org/rfc/rfc7644
 */
import { BadEvent } from '../../errors.ts';
import { isObject, type Json, list, object, text } from '../../json.ts';
import { bulkRequest } from '../batches.ts';
import { readingOf } from '../identity-change.ts';
import { decoded } from '../path-segment.ts';
import { ignored, type Reading } from '../reading.ts';
import { type Operation, readOperation } from '../scim-operation.ts';
import { operationsOf } from '../scim-patch.ts';
import type { Source } from '../source.ts';

const messages = 'urn:ietf:params:scim:api:messages:2.0:';
const patchOp = `${messages}PatchOp`;
const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group';

export const scim: Source = {
  name: 'scim',

  recognises(event) {
    const is = schemasOf(event);
    return is(userSchema) || is(groupSchema) || [...list(event['schemas'])].some(isMessage);
  },

  read(event, context) {
    const read = (operation: Operation) =>
      readOperation(operation, (identityChange) => readingOf(event, context, identityChange));
    const is = schemasOf(event);
    if (is(bulkRequest)) return readBulk(event, read);
    if (is(patchOp)) return read({ method: 'PATCH', resource: patchedResource(event), data: event });
    const resource = is(groupSchema) ? 'group' : is(userSchema) ? 'user' : undefined;
    if (resource === undefined) return [ignored('other-type')];
    // A resource that has its id was there before.
    const id = text(event['id']);
    return read({ method: id === undefined ? 'POST' : 'PUT', resource, id, data: event });
  },
};

function readBulk(event: Json, read: (operation: Operation) => readonly Reading[]): readonly Reading[] {
  const { Operations } = event;
  if (!Array.isArray(Operations)) throw new BadEvent('invalid-event', 'Operations: is missing or not a list');
  return Operations.flatMap((operation) => {
    if (!isObject(operation)) throw new BadEvent('invalid-event', 'Operations: holds something that is no object');
    const { method, path, data } = operation;
    const asked = resourceAt(text(path));
    if (asked === undefined) return [ignored('not-a-person')];
    return read({ method: text(method)?.toUpperCase() ?? '', ...asked, data });
  });
}

/** What the path of a request, or the URI of a resource, points at; undefined for neither a user nor a group. */
export function resourceAt(path: string | undefined): Pick<Operation, 'resource' | 'id'> | undefined {
  const [, kind, id] = /(?:^|\/)(Users|Groups)(?:\/([^/?#]+))?\/?(?:[?#].*)?$/i.exec(path ?? '') ?? [];
  if (kind === undefined) return undefined;
  return { resource: kind.toLowerCase() === 'users' ? 'user' : 'group', id: id && decoded(id) };
}

/** A patch does not say what it is a patch of, but only groups have members. */
function patchedResource(event: Json): Operation['resource'] {
  return operationsOf(event).some(({ path = '', value }) => /^members\b/i.test(path) || 'members' in object(value))
    ? 'group'
    : 'user';
}

/** Schemas are URNs, which are compared without case. */
function schemasOf({ schemas }: Json): (schema: string) => boolean {
  const named = list(schemas).map((schema) => text(schema)?.toLowerCase());
  return (schema) => named.includes(schema.toLowerCase());
}

function isMessage(schema: unknown): boolean {
  return typeof schema === 'string' && schema.toLowerCase().startsWith(messages.toLowerCase());
}
