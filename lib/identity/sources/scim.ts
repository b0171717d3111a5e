/**
 * SCIM 2.0 requests that an identity provider sends through an endpoint in front of the queue: users, groups, patches and
 * bulk requests. Only a bulk request names its resources.
 *
 * https://www.rfc-editor.org/rfc/rfc7644
 */
import { BadEvent } from '../../errors.ts';
import { isObject, type Json, text } from '../../json.ts';
import { bulkRequest, schemasOf } from '../batches.ts';
import { createGroupReading } from '../group-change.ts';
import { createReading } from '../identity-change.ts';
import { decodePathSegment } from '../path-segment.ts';
import { ignored, type Reading } from '../reading.ts';
import { isAboutMembers } from '../scim-members.ts';
import { readScimOperation } from '../scim-operation.ts';
import { readPatchOperations } from '../scim-patch.ts';
import type { ScimOperation } from '../scim-resource.ts';
import type { Source } from '../source.ts';
import { foldNames } from '../spellings.ts';

const messageSchemaPrefix = 'urn:ietf:params:scim:api:messages:2.0:';
const patchOp = `${messageSchemaPrefix}PatchOp`;
const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group';

export const scim: Source = {
  name: 'scim',

  recognises(event) {
    const is = schemaMatcher(event);
    return is(userSchema) || is(groupSchema) || schemasOf(event).some(isMessageSchema);
  },

  read(event, context) {
    const read = (operation: ScimOperation) =>
      readScimOperation(
        operation,
        (identityChange) => createReading(event, context, identityChange),
        (groupChange) => createGroupReading(event, context, groupChange),
      );
    const is = schemaMatcher(event);
    if (is(bulkRequest)) return readBulk(event, read);
    if (is(patchOp)) return read({ method: 'PATCH', resource: patchedResource(event), data: event });
    const resource = is(groupSchema) ? 'group' : is(userSchema) ? 'user' : undefined;
    if (resource === undefined) return [ignored('other-type')];
    // A resource with an id existed before.
    const id = text(foldNames(event)['id']);
    return read({ method: id === undefined ? 'POST' : 'PUT', resource, id, data: event });
  },
};

function readBulk(event: Json, read: (operation: ScimOperation) => readonly Reading[]): readonly Reading[] {
  const { operations } = foldNames(event);
  if (!Array.isArray(operations)) throw new BadEvent('invalid-event', 'Operations: is missing or not a list');
  return operations.flatMap((operation) => {
    if (!isObject(operation)) throw new BadEvent('invalid-event', 'Operations: must hold only objects');
    const { method, path, data } = foldNames(operation);
    if (text(path) === undefined) throw new BadEvent('invalid-event', 'path: is missing or not a text');
    const asked = parseResourcePath(text(path));
    if (asked === undefined) return [ignored('not-a-person')];
    return read({ method: text(method)?.toUpperCase() ?? '', ...asked, data });
  });
}

/** The resource in a request's path or a resource's URI; undefined if it is not a user or a group. */
export function parseResourcePath(path: string | undefined): Pick<ScimOperation, 'resource' | 'id'> | undefined {
  const [, kind, id] = /(?:^|\/)(Users|Groups)(?:\/([^/?#]+))?\/?(?:[?#].*)?$/i.exec(path ?? '') ?? [];
  if (kind === undefined) return undefined;
  return { resource: kind.toLowerCase() === 'users' ? 'user' : 'group', id: id && decodePathSegment(id) };
}

/** A patch does not name its resource, but only groups have members. */
function patchedResource(event: Json): ScimOperation['resource'] {
  return readPatchOperations(event).some(isAboutMembers) ? 'group' : 'user';
}

/** Schemas are URNs, so their case does not matter. */
function schemaMatcher(event: Json): (schema: string) => boolean {
  const named = schemasOf(event);
  return (schema) => named.includes(schema.toLowerCase());
}

function isMessageSchema(schema: string): boolean {
  return schema.startsWith(messageSchemaPrefix.toLowerCase());
}
