/** The two spellings of an entity id: 32 hexadecimal digits in bodies and paths, the same as a UUID with hyphens in headers and scopes. */

const HYPHENATED = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const COMPACT = /^[0-9a-f]{32}$/i;

/** The 32 digits of an id in either spelling, or `null` if it is neither. */
export function compact(id: string): string | null {
  return COMPACT.test(id) || HYPHENATED.test(id) ? id.replaceAll('-', '').toLowerCase() : null;
}

/** The 32 digits of an id with hyphens, the only spelling that Zuora documents for the `Zuora-Entity-Ids` header. */
export function fromHeader(id: string): string | null {
  return HYPHENATED.test(id) ? compact(id) : null;
}

/** The spelling with hyphens of 32 digits. */
export function hyphenated(id: string): string {
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
