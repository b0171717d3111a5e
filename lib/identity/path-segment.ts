/** Reads a segment of a URI's path: https://www.rfc-editor.org/rfc/rfc3986#section-2.1 */

import { text } from '../json.ts';

/** The id in a resource's URI, such as a `$ref`: `u-1` of `https://scim.example.com/v2/Users/u-1`. */
export function lastPathSegment(uri: unknown): string | undefined {
  const last = text(uri)
    ?.replace(/[?#].*$/, '')
    .split('/')
    .findLast((segment) => segment !== '');
  return last === undefined ? undefined : decodePathSegment(last);
}

/** A client percent-encodes the id `ada@example.com` as `/Users/ada%40example.com`. */
export function decodePathSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // The client did not encode its percent sign.
    return segment;
  }
}
