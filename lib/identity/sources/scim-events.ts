/** Security events of SCIM: https://www.rfc-editor.org/rfc/rfc9967 */
import { isObject, type Json, object, text } from '../../json.ts';
import { type IdentityChange, readingOf } from '../identity-change.ts';
import { ignored, type Reading, unresolvable } from '../reading.ts';
import { type Operation, readOperation } from '../scim-operation.ts';
import { statedEvents } from '../security-event-token.ts';
import type { Source } from '../source.ts';
import { resourceAt } from './scim.ts';

/** Drafts of the RFC wrote SCIM in capitals. */
const prefix = 'urn:ietf:params:scim:event:';

const methods = new Map<string, Operation['method']>([
  ['prov:create:full', 'POST'],
  ['prov:put:full', 'PUT'],
  ['prov:patch:full', 'PATCH'],
  ['prov:delete', 'DELETE'],
]);

const states = new Map<string, boolean>([
  ['prov:activate', true],
  ['prov:deactivate', false],
]);

/** They name a resource or the attributes that changed, and no value. */
const notices = ['prov:create:notice', 'prov:put:notice', 'prov:patch:notice', 'feed:add', 'feed:remove'];

export const scimEvents: Source = {
  name: 'scim-events',

  recognises(claims) {
    return statedEvents(claims)?.some(([type]) => kindOf(type) !== undefined) ?? false;
  },

  read(claims, context) {
    const { iss, jti, toe, iat } = claims;
    const id = JSON.stringify([text(iss), text(jti)]);
    return (statedEvents(claims) ?? []).flatMap(([type, event], index) =>
      readEvent(kindOf(type), event, claims, (identityChange) =>
        readingOf(claims, context, {
          ...identityChange,
          id,
          time: toe ?? iat,
          ...partOf(index, identityChange),
        }),
      ),
    );
  },
};

function readEvent(
  kind: string | undefined,
  { data }: Json,
  claims: Json,
  settle: (identityChange: IdentityChange) => Reading,
): readonly Reading[] {
  if (kind === undefined) return [ignored('other-type')];
  if (notices.includes(kind)) return [unresolvable('no-values')];
  const active = states.get(kind);
  const method = active === undefined ? methods.get(kind) : 'PUT';
  if (method === undefined) return [ignored('other-type')];
  const subject = subjectOf(claims, data);
  if (subject === undefined) return [ignored('not-a-person')];
  if (active !== undefined) return readOperation({ ...subject, method, data: { active } }, settle);
  // The drafts' patches held the attributes themselves.
  const isPatched = method === 'PATCH' && isObject(data) && !('Operations' in data);
  return readOperation({ ...subject, method: isPatched ? 'PUT' : method, data }, settle);
}

/** From the subject's URI, or where there is none from the schema of the data. */
function subjectOf({ sub_id, sub }: Json, data: unknown): Omit<Operation, 'method' | 'data'> | undefined {
  const { uri, externalId } = object(sub_id);
  const { schemas } = object(data);
  const isGroup = Array.isArray(schemas) && schemas.some((schema) => /:Group$/i.test(text(schema) ?? ''));
  const location = text(uri) ?? text(sub);
  const subject =
    location === undefined ? { resource: isGroup ? ('group' as const) : ('user' as const) } : resourceAt(location);
  return subject && { ...subject, externalId: text(externalId) };
}

function kindOf(type: string): string | undefined {
  const written = type.toLowerCase();
  return written.startsWith(prefix) ? written.slice(prefix.length) : undefined;
}

/** Mostly a token states one event. */
function partOf(index: number, { part }: IdentityChange): Pick<IdentityChange, 'part'> {
  const parts = [...(index > 0 ? [index] : []), ...(part === undefined ? [] : [part])];
  return parts.length > 0 ? { part: parts.join('.') } : {};
}
