/** The two spellings of an entity id: 32 hexadecimal digits in bodies and paths, the same as a UUID with hyphens in headers and scopes. */

const hyphenatedForm = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const compactForm = /^[0-9a-f]{32}$/i;

/** The 32 digits of an id in either spelling, or `null` if it is neither. */
export function parseEntityId(id: string): string | null {
  return compactForm.test(id) || hyphenatedForm.test(id) ? id.replaceAll('-', '').toLowerCase() : null;
}

/** The 32 digits of an id as bodies write it, or `null`. Zuora's fields for it hold no more than 32 characters. */
export function parseBodyEntityId(id: string): string | null {
  return compactForm.test(id) ? id.toLowerCase() : null;
}

/** The 32 digits of an id with hyphens, the only spelling that Zuora documents for the `Zuora-Entity-Ids` header. */
export function parseHeaderEntityId(id: string): string | null {
  return hyphenatedForm.test(id) ? parseEntityId(id) : null;
}

/** The spelling with hyphens of 32 digits. */
export function hyphenateEntityId(id: string): string {
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
