/** Security events of SCIM: https://www.rfc-editor.org/rfc/rfc9967 */
import { isObject, type Json, object, text } from '../../json.ts';
import { schemasOf } from '../batches.ts';
import { type CreateGroupReading, createGroupReading } from '../group-change.ts';
import { createReading, type IdentityChange } from '../identity-change.ts';
import { decodeJsonText } from '../json-text.ts';
import { ignored, type Reading, unresolvable } from '../reading.ts';
import type { CreateReading } from '../scim-members.ts';
import { readScimOperation } from '../scim-operation.ts';
import type { ScimOperation } from '../scim-resource.ts';
import { tokenEvents } from '../security-event-token.ts';
import type { Source } from '../source.ts';
import { foldNames } from '../spellings.ts';
import { parseResourcePath } from './scim.ts';

/** In drafts of the RFC, SCIM is in capitals. */
const typePrefix = 'urn:ietf:params:scim:event:';

const methodByKind = new Map<string, ScimOperation['method']>([
  ['prov:create:full', 'POST'],
  ['prov:put:full', 'PUT'],
  ['prov:patch:full', 'PATCH'],
  ['prov:delete', 'DELETE'],
]);

const activeByKind = new Map<string, boolean>([
  ['prov:activate', true],
  ['prov:deactivate', false],
]);

/** Notices name a resource or its changed attributes, without values. */
const noticeKinds = ['prov:create:notice', 'prov:put:notice', 'prov:patch:notice', 'feed:add', 'feed:remove'];

export const scimEvents: Source = {
  name: 'scim-events',

  recognises(claims) {
    return tokenEvents(claims)?.some(([type]) => scimEventKind(type) !== undefined) ?? false;
  },

  read(claims, context) {
    const { iss, jti, toe, iat } = claims;
    const id = JSON.stringify([text(iss), text(jti)]);
    return (tokenEvents(claims) ?? []).flatMap(([type, event], index) => {
      const common = (change: Pick<IdentityChange, 'part'>) => ({ id, time: toe ?? iat, ...eventPart(index, change) });
      return readEvent(
        ...([scimEventKind(type), event, claims] as const),
        (change) => createReading(claims, context, { ...change, ...common(change) }),
        (change) => createGroupReading(claims, context, { ...change, ...common(change) }),
      );
    });
  },
};

function readEvent(
  kind: string | undefined,
  event: Json,
  claims: Json,
  settle: CreateReading,
  settleGroup: CreateGroupReading,
): readonly Reading[] {
  if (kind === undefined) return [ignored('other-type')];
  if (noticeKinds.includes(kind)) return [unresolvable('no-values')];
  const data = decodeJsonText(foldNames(event)['data']);
  const active = activeByKind.get(kind);
  const method = active === undefined ? methodByKind.get(kind) : 'PUT';
  if (method === undefined) return [ignored('other-type')];
  const subject = readSubject(claims, data);
  if (subject === undefined) return [ignored('not-a-person')];
  if (active !== undefined) return readScimOperation({ ...subject, method, data: { active } }, settle, settleGroup);
  // In drafts, a patch holds the attributes themselves.
  const isPatched = method === 'PATCH' && isObject(data) && !('operations' in foldNames(data));
  return readScimOperation({ ...subject, method: isPatched ? 'PUT' : method, data }, settle, settleGroup);
}

/** The resource in the subject's URI, else in the schema of the data. */
function readSubject({ sub_id, sub }: Json, data: unknown): Omit<ScimOperation, 'method' | 'data'> | undefined {
  const { uri, externalId } = object(sub_id);
  const isGroup = schemasOf(object(data)).some((schema) => schema.endsWith(':group'));
  const location = text(uri) ?? text(sub);
  const subject =
    location === undefined
      ? { resource: isGroup ? ('group' as const) : ('user' as const) }
      : parseResourcePath(location);
  return subject && { ...subject, externalId: text(externalId) };
}

function scimEventKind(type: string): string | undefined {
  const written = type.toLowerCase();
  return written.startsWith(typePrefix) ? written.slice(typePrefix.length) : undefined;
}

/** The first event of a token has no index: most tokens hold one event. */
function eventPart(index: number, { part }: Pick<IdentityChange, 'part'>): Pick<IdentityChange, 'part'> {
  const parts = [...(index > 0 ? [index] : []), ...(part === undefined ? [] : [part])];
  return parts.length > 0 ? { part: parts.join('.') } : {};
}
