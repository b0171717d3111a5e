/** Reads the operations of a SCIM PATCH: https://www.rfc-editor.org/rfc/rfc7644#section-3.5.2 */
import { BadEvent } from '../errors.ts';
import { flag, isObject, type Json, list, object, text } from '../json.ts';

export interface PatchOperation {
  readonly op: 'add' | 'replace' | 'remove';
  /** Without the URN of the core schema, which may stand before any attribute. */
  readonly path: string | undefined;
  readonly value: unknown;
}

const coreSchema = /^urn:ietf:params:scim:schemas:core:2\.0:(User|Group):/i;

/** @throws BadEvent when there are none, or one that is neither add, replace nor remove */
export function operationsOf(data: unknown): readonly PatchOperation[] {
  const { Operations } = object(data);
  if (!Array.isArray(Operations)) throw new BadEvent('invalid-event', 'Operations: is missing or not a list');
  return Operations.map(object).map(({ op, path, value }) => ({
    op: kindOf(op),
    path: text(path)?.replace(coreSchema, ''),
    value,
  }));
}

/** In any case; Entra writes `Add`. */
function kindOf(op: unknown): PatchOperation['op'] {
  const kind = text(op)?.toLowerCase();
  if (kind === 'add' || kind === 'replace' || kind === 'remove') return kind;
  throw new BadEvent('invalid-event', 'op: must be add, replace or remove');
}

/** What the operations make of a user, in layers of which a later one wins. What they remove is not said to be anything. */
export function patchedAttributes(operations: readonly PatchOperation[]): Json[] {
  return operations
    .filter(({ op }) => op === 'add' || op === 'replace')
    .flatMap(({ path, value }) =>
      path === undefined
        ? Object.entries(object(value)).map(([name, one]) => assigned(text(name)?.replace(coreSchema, '') ?? '', one))
        : [assigned(path, value)],
    );
}

/** `name.givenName`, `emails[type eq "work"].value`, `urn:…:User:department`; Entra has such names as properties too. */
const path = /^(?:(?<schema>urn:.+):)?(?<attribute>[A-Za-z][\w-]*)(?:\[(?<filter>.*)\])?(?:\.(?<sub>[\w-]+))?$/i;

function assigned(name: string, value: unknown): Json {
  // A whole extension, whose URI has the form of a path as well.
  if (/^urn:/i.test(name) && isObject(value) && !('value' in value)) return { [name]: value };
  const { schema, attribute = '', filter, sub } = path.exec(name)?.groups ?? {};
  // As it would stand in the user itself: what an extension calls active is not the account there either.
  if (schema !== undefined && attribute !== '') return { [schema]: assigned(name.slice(schema.length + 1), value) };
  switch (attribute.toLowerCase()) {
    case '':
      return {};
    case 'name':
      return sub === undefined ? { name: value } : { [sub]: value };
    case 'addresses':
      return { addresses: forWork(filter, sub === undefined ? value : { [sub]: value }) };
    case 'emails':
      return { emails: forWork(filter, value) };
    case 'manager':
      return { manager: value };
    default:
      return sub === undefined ? { [attribute]: unwrapped(value) } : {};
  }
}

/** A patch of the e-mail address at home does not say that somebody is known by it. */
function forWork(filter: string | undefined, value: unknown): unknown[] {
  if (filter !== undefined && /\btype\s+eq\s+"(?!work")/i.test(filter)) return [];
  return [value].flat().filter((one) => {
    const { type, primary } = object(one);
    return type === undefined || text(type)?.toLowerCase() === 'work' || flag(primary) === true;
  });
}

/** An early client of Entra writes a single value as a list of objects. */
function unwrapped(value: unknown): unknown {
  const [only, ...others] = list(value);
  return others.length === 0 && isObject(only) && Object.hasOwn(only, '$ref') ? only['value'] : value;
}
