/** Reads the operations of a SCIM PATCH: https://www.rfc-editor.org/rfc/rfc7644#section-3.5.2 */
import { BadEvent } from '../errors.ts';
import { flag, isObject, type Json, object, text } from '../json.ts';
import { knownAttributes } from './attributes.ts';

export interface PatchOperation {
  readonly op: 'add' | 'replace' | 'remove';
  /** Without the URN of the core schema, which a client may put before any attribute. */
  readonly path: string | undefined;
  readonly value: unknown;
}

const coreSchema = /^urn:ietf:params:scim:schemas:core:2\.0:(User|Group):/i;

/** @throws BadEvent if there are no operations, or one is not add, replace or remove */
export function readPatchOperations(data: unknown): readonly PatchOperation[] {
  const { Operations } = object(data);
  if (!Array.isArray(Operations)) throw new BadEvent('invalid-event', 'Operations: is missing or not a list');
  return Operations.map(object).map(({ op, path, value }) => ({
    op: readOp(op),
    path: text(path)?.replace(coreSchema, ''),
    value,
  }));
}

/** In upper or lower case: Entra writes `Add`. */
function readOp(op: unknown): PatchOperation['op'] {
  const kind = text(op)?.toLowerCase();
  if (kind === 'add' || kind === 'replace' || kind === 'remove') return kind;
  throw new BadEvent('invalid-event', 'op: must be add, replace or remove');
}

/** The attributes that the operations set, as layers of a person; a later layer wins. Removed attributes are absent. */
export function patchedAttributes(operations: readonly PatchOperation[]): Json[] {
  return operations
    .filter(({ op }) => op === 'add' || op === 'replace')
    .flatMap(({ path, value }) =>
      path === undefined
        ? Object.entries(object(value)).map(([name, one]) =>
            assignedLayer(text(name)?.replace(coreSchema, '') ?? '', one),
          )
        : [assignedLayer(path, value)],
    );
}

/** Such as `name.givenName`, `emails[type eq "work"].value`, `urn:…:User:department`. Entra also uses them as properties. */
const attributePath =
  /^(?:(?<schema>urn:.+):)?(?<attribute>[A-Za-z][\w-]*)(?:\[(?<filter>.*)\])?(?:\.(?<sub>[\w-]+))?$/i;

function assignedLayer(name: string, value: unknown): Json {
  // The value is a whole extension. The extension's URI has the form of a path too.
  if (/^urn:/i.test(name) && isObject(value) && !('value' in value)) return { [name]: value };
  const { schema, attribute = '', filter, sub } = attributePath.exec(name)?.groups ?? {};
  // In the same place as in the user itself: `active` of an extension is not that of the account.
  if (schema !== undefined && attribute !== '')
    return { [schema]: assignedLayer(name.slice(schema.length + 1), value) };
  switch (attribute.toLowerCase()) {
    case '':
      return {};
    case 'name':
      return sub === undefined ? { name: value } : { [sub]: value };
    case 'addresses':
      return { addresses: workValues(filter, sub === undefined ? value : { [sub]: value }) };
    case 'emails':
      return { emails: workValues(filter, value) };
    case 'manager':
      return { manager: value };
    default:
      return sub === undefined || isValueOfKnown(attribute, sub) ? { [attribute]: value } : {};
  }
}

/** A private e-mail address does not identify a person. */
function workValues(filter: string | undefined, value: unknown): unknown[] {
  if (filter !== undefined && /\btype\s+eq\s+"(?!work")/i.test(filter)) return [];
  return [value].flat().filter((one) => {
    const { type, primary } = object(one);
    return type === undefined || text(type)?.toLowerCase() === 'work' || flag(primary) === true;
  });
}

/** Such as `roles[primary eq "True"].value`: the path of the attribute's own value. */
function isValueOfKnown(attribute: string, sub: string): boolean {
  return (
    sub.toLowerCase() === 'value' && knownAttributes.some((name) => name.toLowerCase() === attribute.toLowerCase())
  );
}
