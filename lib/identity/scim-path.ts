/** Reads the path of an attribute: https://www.rfc-editor.org/rfc/rfc7644#section-3.10 */

export interface ScimPath {
  /** The URN of an extension; undefined for an attribute of the resource itself. */
  readonly schema: string | undefined;
  /** Empty for an extension as a whole, and for the resource itself. */
  readonly attribute: string;
  /** The condition in brackets. */
  readonly filter: string | undefined;
  readonly sub: string | undefined;
}

/** Far longer than any name. A filter may be longer: it can name many members. */
const maxNameLength = 1024;
const maxPathLength = 100_000;

const coreSchema = /^urn:(?:ietf:params:scim:schemas:core:2\.0|scim:schemas:core:1\.0)(?::\w+)?$/i;

/** A schema ends with its version, the name of its resource, or both. Clients write any of `:`, `.` and `/` after it. */
const versionedSchema =
  /^(?<schema>urn:.+?:(?:\d+(?:\.\d+)*(?::\w*(?:User|Group))?|\w*(?:User|Group)))(?:[:./](?<rest>.*))?$/i;

/** For other URNs: the last name after a colon is the attribute. */
const otherSchema = /^(?<schema>urn:.+):(?<rest>[^:]+)$/i;

const attributePath = /^(?<attribute>[a-z$][\w$-]*)\s*(?:\[(?<filter>.*)\])?\s*(?:[./]\s*(?<sub>[\w$-]+))?$/is;

/** Such as `active`, `/active`, `name.givenName`, `emails[type eq "work"].value`, `urn:…:User:department`. */
export function parseScimPath(written: string): ScimPath | undefined {
  if (written.length > maxPathLength) return undefined;
  const path = unquote(written.trim()).replace(/^\/+\s*/, '');
  const start = path.indexOf('[');
  const name = start === -1 ? path : path.slice(0, start);
  if (name.length > maxNameLength) return undefined;
  const { schema, rest } = splitSchema(name);
  const attributeAndFilter = rest + path.slice(name.length);
  if (attributeAndFilter === '') return schema === undefined ? undefined : { ...unnamed, schema: extension(schema) };
  const groups = attributePath.exec(attributeAndFilter)?.groups;
  if (groups === undefined) return undefined;
  const { attribute = '', filter, sub } = groups;
  return { schema: extension(schema), attribute, filter, sub };
}

const unnamed = { attribute: '', filter: undefined, sub: undefined };

function splitSchema(name: string): { readonly schema: string | undefined; readonly rest: string } {
  if (!/^urn:/i.test(name)) return { schema: undefined, rest: name };
  const versioned = versionedSchema.exec(name)?.groups;
  const { schema, rest = '' } =
    versioned?.['rest']?.includes(':') === false || (versioned !== undefined && versioned['rest'] === undefined)
      ? versioned
      : (otherSchema.exec(name)?.groups ?? {});
  return { schema: schema ?? name, rest };
}

function extension(schema: string | undefined): string | undefined {
  return schema === undefined || coreSchema.test(schema) ? undefined : schema;
}

function unquote(path: string): string {
  return /^(["'`])(.*)\1$/s.exec(path)?.[2]?.trim() ?? path;
}
