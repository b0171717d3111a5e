/** Gives the attributes of a person one spelling, for a contract that accepts only one. */
import type { Json } from '../json.ts';
import { type AttributeValue, isBlank, readFlag, readText } from './attribute-values.ts';
import { attributeKey, scimName } from './attributes.ts';

/**
 * The attributes under SCIM's spelling of their names, with `active` as a truth value and the names of the person as
 * texts, if they are. A name in several spellings keeps them: they may contradict each other.
 */
export function withCanonicalNames(attributes: Json): Json {
  const spellings = Map.groupBy(Object.keys(attributes), attributeKey);
  return Object.fromEntries(
    Object.entries(attributes).map(([written, value]) => {
      const isAlone = spellings.get(attributeKey(written))?.length === 1;
      const name = (isAlone ? scimName(written) : undefined) ?? written;
      return [name, canonicalValue(name, value)];
    }),
  );
}

function canonicalValue(name: string, value: unknown): unknown {
  if (name === 'userName' || name === 'externalId') return isBlank(value) ? '' : readOr(value, readText(value));
  return name === 'active' ? readOr(value, readFlag(value)) : value;
}

/** What cannot be read stays as it is: the contract refuses it. */
function readOr(value: unknown, read: AttributeValue): unknown {
  return read === undefined || typeof read === 'symbol' ? value : read;
}
