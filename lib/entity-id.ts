/** The two written forms of a Zuora entity id: 32 hexadecimal digits in bodies, a UUID with hyphens in headers. */
import * as z from 'zod/mini';

/** An entity id as a person writes it, in either form. */
export const writtenEntityId = z.string().check(
  z.regex(/^[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}$/, {
    error: 'must be a Zuora entity id: 32 hexadecimal digits, with or without hyphens',
  }),
);

/** The form of bodies, in which ids are compared. An id of another length is kept, since Zuora may change it. */
export function compactEntityId(id: string): string {
  return id.replaceAll('-', '').toLowerCase();
}

const packed = 'base64url:';

/** Ids of 32 digits as one text of 22 characters each: a function's environment has 4 KB. */
export function packEntityIds(ids: readonly string[]): string {
  if (ids.length === 0) return '';
  return `${packed}${Buffer.from(ids.map(compactEntityId).join(''), 'hex').toString('base64url')}`;
}

/** @returns the ids of a packed text; undefined if it is another, or damaged */
export function unpackEntityIds(text: string): readonly string[] | undefined {
  if (!text.startsWith(packed)) return undefined;
  const ids = Buffer.from(text.slice(packed.length), 'base64url').toString('hex').match(/.{32}/g) ?? [];
  return packEntityIds(ids) === text ? ids : undefined;
}

/** The form of the header `Zuora-Entity-Ids` and of a token's scope. */
export function hyphenatedEntityId(id: string): string {
  return compactEntityId(id).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
