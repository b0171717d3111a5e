/** Reads a segment of a URI's path: https://www.rfc-editor.org/rfc/rfc3986#section-2.1 */

/** A client that knows somebody by `ada@example.com` asks for `/Users/ada%40example.com`. */
export function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // Whoever wrote a percent sign as it is meant just that.
    return segment;
  }
}
