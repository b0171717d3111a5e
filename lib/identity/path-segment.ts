/** Reads a segment of a URI's path: https://www.rfc-editor.org/rfc/rfc3986#section-2.1 */

/** A client percent-encodes the id `ada@example.com` as `/Users/ada%40example.com`. */
export function decodePathSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // The client did not encode its percent sign.
    return segment;
  }
}
