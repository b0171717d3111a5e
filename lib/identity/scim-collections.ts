/** A user's groups, roles and entitlements, as the operations of a SCIM PATCH change them one after the other. */
import { isObject, type Json } from '../json.ts';
import { attributeKey, collectionAttributes } from './attribute-names.ts';
import { groupNames, presentItems } from './attribute-values.ts';
import { CollectionValues } from './collection-values.ts';
import { decodeJsonText } from './json-text.ts';
import { cleared } from './person.ts';
import type { UnresolvableReason } from './reading.ts';
import { parseFilter } from './scim-filter.ts';
import type { PatchOperation } from './scim-patch.ts';

/** What a user no longer has. */
export interface RemovedNames {
  /** `groups`, `roles` or `entitlements`. */
  readonly collection: string;
  readonly names: readonly string[];
}

/** The name of the collection, if the attribute is one. */
export function collectionNamed(attribute: string): string | undefined {
  return collectionAttributes.find((name) => name === attributeKey(attribute));
}

export class PatchedCollections {
  readonly #values = new Map<string, CollectionValues>();

  /** @returns the reason if the operation does not say which values it changes */
  apply(collection: string, { op, path, value }: PatchOperation): UnresolvableReason | undefined {
    const sub = path.sub?.toLowerCase();
    // The others describe a value, such as `primary`.
    if (sub !== undefined && sub !== 'value' && !(sub === 'display' && path.filter === undefined)) return undefined;
    const values = this.#values.get(collection) ?? new CollectionValues();
    this.#values.set(collection, values);
    const items = presentItems(value);
    if (path.filter !== undefined) return applyFilter(values, op, path.filter, items);
    if (op === 'add') values.add(items);
    else if (op === 'remove' && items.length > 0) return remove(values, groupNames(items));
    else if (op === 'remove' && namesNothing(value)) return 'no-values';
    else values.replace(items);
    return undefined;
  }

  /** An empty list is known to be empty. A list with values may lack some. */
  layer(): Json {
    const layer = new Map<string, unknown>();
    for (const [collection, { isWhole, items }] of this.#values) {
      if (items.length > 0 || isWhole) layer.set(collection, items.length > 0 ? items : cleared);
    }
    return Object.fromEntries(layer);
  }

  /** The lists that were replaced. */
  wholeLists(): readonly string[] {
    return [...this.#values].filter(([, { isWhole }]) => isWhole).map(([collection]) => collection);
  }

  removed(): readonly RemovedNames[] {
    return [...this.#values]
      .map(([collection, { removed }]) => ({ collection, names: removed }))
      .filter(({ names }) => names.length > 0);
  }
}

function applyFilter(
  values: CollectionValues,
  op: PatchOperation['op'],
  filter: string,
  items: readonly unknown[],
): UnresolvableReason | undefined {
  const alternatives = parseFilter(filter);
  if (alternatives === undefined) return 'unknown-filter';
  const named = alternatives.map(({ value, display }) => groupNames([value ?? display]));
  const isNamed = named.every((names) => names.length > 0);
  const isRemoved = op === 'remove' || (op === 'replace' && items.length === 0);
  if (isRemoved) return isNamed ? remove(values, named.flat()) : 'unknown-filter';
  const readable = items.filter((item) => !isNamed || groupNames([item]).length > 0);
  if (op === 'replace' && isNamed && readable.length > 0) remove(values, named.flat());
  values.add(readable);
  // The receiver alone knows the value that is no more.
  return op === 'replace' && !isNamed ? 'unknown-filter' : undefined;
}

/** Values to remove, without a name. None at all stands for the whole list. */
function namesNothing(value: unknown): boolean {
  const decoded = decodeJsonText(value);
  return isObject(decoded) || (Array.isArray(decoded) && decoded.length > 0);
}

function remove(values: CollectionValues, names: readonly string[]): UnresolvableReason | undefined {
  if (names.length === 0) return 'no-group';
  values.remove(names);
  return undefined;
}
