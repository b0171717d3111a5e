/** A resource that states every attribute of a person. */
import type { Json } from '../json.ts';
import { attributeKey } from './attribute-names.ts';
import { onlyObject, presentItems } from './attribute-values.ts';
import { cleared } from './person.ts';

/** Nothing follows if these are empty: the person still has them, or some systems send them empty with every person. */
const neverCleared = new Set(
  ['id', 'userName', 'externalId', 'active', 'addresses', 'emails', 'groups'].map(attributeKey),
);

/**
 * In these attributes null or an empty text says that the person has none. An attribute that is missing says nothing.
 *
 * https://www.rfc-editor.org/rfc/rfc7643#section-2.5
 */
export function wholeState(attributes: Json): Json {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => {
      const inner = /^(?:urn:.*|name)$/i.test(name) ? onlyObject(value) : undefined;
      if (inner !== undefined) return [name, wholeState(inner)];
      const isNone = presentItems(value).length === 0;
      return [name, isNone && !neverCleared.has(attributeKey(name)) ? cleared : value];
    }),
  );
}
