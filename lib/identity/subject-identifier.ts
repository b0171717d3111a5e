/** Reads the subject of a security event token: https://www.rfc-editor.org/rfc/rfc9493 */
import { type Json, list, object, text } from '../json.ts';
import { personFrom, personFromLayers, referencedPerson } from './attributes.ts';
import { decodePathSegment } from './path-segment.ts';
import type { Person } from './person.ts';

const subjectReaders: Readonly<Record<string, (subject: Json) => Person>> = {
  email: ({ email }) => personFrom({ email }),
  account: ({ uri }) => personFrom({ userName: decodePathSegment(text(uri)?.replace(/^acct:/i, '') ?? '') }),
  iss_sub: ({ sub }) => referencedPerson(sub, sub),
  opaque: ({ id }) => personFrom({ id }),
  scim: ({ uri, externalId }) => personFrom({ id: decodePathSegment(text(uri)?.split('/').at(-1) ?? ''), externalId }),
  aliases: ({ identifiers }) => personFromLayers(list(identifiers).map((one) => personFromSimpleSubject(object(one)))),
};

/**
 * @param subject `sub_id`, or the event's own `subject` of older drafts. Only the user of a complex subject is read, not
 *   its device or session: https://openid.net/specs/openid-sharedsignals-framework-1_0.html#name-complex-subjects
 */
export function personFromSubject(subject: unknown): Person {
  const { user } = object(subject);
  return personFromSimpleSubject(object(user ?? subject));
}

function personFromSimpleSubject(subject: Json): Person {
  const format = text(subject['format'] ?? subject['subject_type'])?.replaceAll('-', '_') ?? '';
  return Object.hasOwn(subjectReaders, format) ? (subjectReaders[format]?.(subject) ?? {}) : {};
}
