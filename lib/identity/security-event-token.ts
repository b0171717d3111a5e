/**
 * Reads security event tokens (SETs). The signature is not verified: the queue's policy says who may send.
 *
 * https://www.rfc-editor.org/rfc/rfc8417
 */
import { isObject, type Json, object } from '../json.ts';

const compactForm = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/** The claims of a JWT in its compact form; undefined for any other text. */
export function claimsOf(token: string): Json | undefined {
  if (!compactForm.test(token)) return undefined;
  const [header, claims] = token.split('.', 2).map(decode);
  return isObject(header) && isObject(claims) ? claims : undefined;
}

/** The events that a SET states, by the URI of their type; undefined when it is no SET. */
export function statedEvents(claims: Json): readonly (readonly [type: string, event: Json])[] | undefined {
  const { jti, events } = claims;
  if (typeof jti !== 'string' || !isObject(events)) return undefined;
  return Object.entries(events).map(([type, event]) => [type, object(event)]);
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return undefined;
  }
}
