/**
 * Reads security event tokens (SETs) without verifying the signature: the queue's policy says who may send.
 *
 * https://www.rfc-editor.org/rfc/rfc8417
 */
import { isObject, type Json, object } from '../json.ts';

const compactForm = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/** The claims of a JWT in compact form; undefined for any other text. */
export function parseClaims(token: string): Json | undefined {
  if (!compactForm.test(token)) return undefined;
  const [header, claims] = token.split('.', 2).map(decodeClaims);
  return isObject(header) && isObject(claims) ? claims : undefined;
}

/** The events of a SET, by the URI of their type; undefined if the claims are not a SET. */
export function tokenEvents(claims: Json): readonly (readonly [type: string, event: Json])[] | undefined {
  const { jti, events } = claims;
  if (typeof jti !== 'string' || !isObject(events)) return undefined;
  return Object.entries(events).map(([type, event]) => [type, object(event)]);
}

function decodeClaims(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return undefined;
  }
}
