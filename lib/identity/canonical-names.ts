/** Gives the attributes of a person one spelling, for a contract that accepts only one. */
import type { Json } from '../json.ts';
import { attributeKey, scimName } from './attribute-names.ts';
import { type AttributeValue, isBlank, readFlag, readText } from './attribute-values.ts';

/**
 * The attributes under SCIM's spelling of their names, with `active` as a truth value and the names of the person as
 * texts, if they are. A blank spelling is left out if another one has a value. Several spellings with values stay: they
 * may contradict each other.
 */
export function withCanonicalNames(attributes: Json): Json {
  const spellings = Map.groupBy(Object.entries(attributes), ([name]) => attributeKey(name));
  return Object.fromEntries(
    [...spellings.values()].flatMap((written) => {
      const said = written.filter(([, value]) => !isBlank(value));
      const kept = said.length > 0 ? said : written.slice(0, 1);
      return kept.map(([name, value]) => {
        const canonical = (kept.length === 1 ? scimName(name) : undefined) ?? name;
        return [canonical, canonicalValue(canonical, value)];
      });
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
