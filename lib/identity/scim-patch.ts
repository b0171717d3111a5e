/** Reads the operations of a SCIM PATCH: https://www.rfc-editor.org/rfc/rfc7644#section-3.5.2 */
import { BadEvent } from '../errors.ts';
import { isObject, object, text } from '../json.ts';
import { attributeKey, scimName } from './attribute-names.ts';
import { readCompanyValue, readFlag } from './attribute-values.ts';
import { decodeJsonText } from './json-text.ts';
import { parseScimPath, type ScimPath } from './scim-path.ts';
import { foldNames, withoutCase } from './spellings.ts';

/** The change of one attribute. */
export interface PatchOperation {
  readonly op: 'add' | 'replace' | 'remove';
  /** The attribute is empty for an extension that is removed as a whole. */
  readonly path: ScimPath;
  readonly value: unknown;
  /** Where the event says it, such as `Operations.0`. */
  readonly field: string;
}

/**
 * A value without a path holds several attributes: each is an operation of its own. So is each attribute of an extension.
 *
 * @throws BadEvent that names the operation if its op, path or value is not understood
 */
export function readPatchOperations(data: unknown): readonly PatchOperation[] {
  const operations = decodeJsonText(foldNames(decodeJsonText(data))['operations']);
  if (!Array.isArray(operations) && !isObject(operations)) {
    throw new BadEvent('invalid-event', 'Operations: is missing or not a list');
  }
  return [operations].flat().flatMap((operation, index) => {
    const { op, path, value } = foldNames(decodeJsonText(operation));
    const field = `Operations.${index}`;
    return expand({ op: readOp(op, field), path: readPath(path, field), value, field });
  });
}

/** In upper or lower case: Entra writes `Add`. */
function readOp(op: unknown, field: string): PatchOperation['op'] {
  const kind = text(op)?.toLowerCase();
  if (kind === 'add' || kind === 'replace' || kind === 'remove') return kind;
  throw new BadEvent('invalid-event', `${field}.op: must be add, replace or remove`);
}

const wholeResource: ScimPath = { schema: undefined, attribute: '', filter: undefined, sub: undefined };

function readPath(written: unknown, field: string): ScimPath {
  const [path = '', ...others] = [written ?? ''].flat();
  if (typeof path !== 'string' || others.length > 0)
    throw new BadEvent('invalid-event', `${field}.path: must be a text`);
  if (path.trim() === '') return wholeResource;
  const parsed = parseScimPath(path);
  if (parsed !== undefined) return parsed;
  throw new BadEvent('invalid-event', `${field}.path: ${shown(path)} is not the path of an attribute`);
}

/** Without a filter: its values may be about people. */
function shown(path: string): string {
  return JSON.stringify(path.split('[', 1)[0]?.slice(0, 100));
}

function expand(operation: PatchOperation): PatchOperation[] {
  const { op, path, value, field } = operation;
  if (path.attribute !== '') return [operation];
  const said = unwrapped(value);
  const isWholeExtension = path.schema !== undefined && (op === 'remove' || (op === 'replace' && isNothing(said)));
  if (isWholeExtension) return [{ ...operation, op: 'remove' }];
  const resources = [said].flat();
  if (resources.length === 0 || !resources.every(isObject)) {
    throw new BadEvent('invalid-event', `${field}: has neither the path of an attribute nor a value with attributes`);
  }
  if (resources.some(isOperation)) throw new BadEvent('invalid-event', `${field}.value: holds another operation`);
  const properties = resources
    .flatMap((resource) => Object.entries(resource))
    .flatMap(([name, one]) => expand({ ...operation, path: pathOfProperty(name, path.schema, field), value: one }));
  requireOneValue(properties);
  return properties;
}

/** @throws BadEvent for two values of one attribute, such as `active` and `Active`: the order of the names means nothing */
function requireOneValue(properties: readonly PatchOperation[]): void {
  const values = new Map<string, unknown>();
  for (const { path, value, field } of properties) {
    const attribute = scimName(path.attribute) ?? path.attribute;
    const name = JSON.stringify([path.schema, attribute, path.filter, path.sub]).toLowerCase();
    if (values.has(name) && !isSame(path.attribute, value, values.get(name))) {
      throw new BadEvent('invalid-event', `${field}.value: ${shown(path.attribute)} has two values`);
    }
    values.set(name, value);
  }
}

function isSame(attribute: string, one: unknown, other: unknown): boolean {
  const read = attributeKey(attribute) === 'active' ? readFlag : readCompanyValue;
  const [first, second] = [one, other].map((value) => {
    const meaning = read(value);
    return JSON.stringify(typeof meaning === 'symbol' ? value : (meaning ?? null));
  });
  return first === second;
}

function pathOfProperty(name: string, schema: string | undefined, field: string): ScimPath {
  const parsed = parseScimPath(name);
  if (parsed !== undefined) return { ...parsed, schema: parsed.schema ?? schema };
  if (name.includes('['))
    throw new BadEvent('invalid-event', `${field}.value: ${shown(name)} is not the path of an attribute`);
  // A company's own attribute, such as "Cost Center".
  return { ...wholeResource, schema, attribute: name };
}

/** The attributes, also as JSON in a text or as the `value` of an object. */
function unwrapped(written: unknown): unknown {
  const value = decodeJsonText(written);
  if (Array.isArray(value)) return value.flatMap((one) => unwrapped(one));
  const [only, ...others] = Object.entries(object(value));
  const isWrapper = only !== undefined && others.length === 0 && withoutCase(only[0]) === 'value';
  return isWrapper ? unwrapped(only[1]) : value;
}

function isOperation(value: unknown): boolean {
  const { op, path } = foldNames(value);
  return op !== undefined || path !== undefined;
}

function isNothing(value: unknown): boolean {
  return value === null || value === '';
}
