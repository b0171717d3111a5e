/** Whom a security event token is about: https://www.rfc-editor.org/rfc/rfc9493 */
import { type Json, list, object, text } from '../json.ts';
import { personFrom, personOf, personReferredTo } from './attributes.ts';
import { decoded } from './path-segment.ts';
import type { Person } from './person.ts';

const readers: Readonly<Record<string, (subject: Json) => Person>> = {
  email: ({ email }) => personFrom({ email }),
  account: ({ uri }) => personFrom({ userName: decoded(text(uri)?.replace(/^acct:/i, '') ?? '') }),
  iss_sub: ({ sub }) => personReferredTo(sub, sub),
  opaque: ({ id }) => personFrom({ id }),
  scim: ({ uri, externalId }) => personFrom({ id: decoded(text(uri)?.split('/').at(-1) ?? ''), externalId }),
  aliases: ({ identifiers }) => personOf(list(identifiers).map((one) => simple(object(one)))),
};

/**
 * @param subject `sub_id`, or the `subject` that drafts had inside the event; of a complex subject the user counts, and
 *   not the device or the session: https://openid.net/specs/openid-sharedsignals-framework-1_0.html#name-complex-subjects
 */
export function personOfSubject(subject: unknown): Person {
  const { user } = object(subject);
  return simple(object(user ?? subject));
}

function simple(subject: Json): Person {
  const format = text(subject['format'] ?? subject['subject_type'])?.replaceAll('-', '_') ?? '';
  return Object.hasOwn(readers, format) ? (readers[format]?.(subject) ?? {}) : {};
}
