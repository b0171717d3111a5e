/** Other spellings of a body, with the same meaning. */
import { attributeKey } from '../lib/identity/attribute-names.ts';

/** Each of them has the names in reverse order, white space, escapes and a byte order mark too. */
export const spellings = [
  'another layout',
  'a list of one',
  'an object with the value',
  'JSON in a text',
  'another letter case',
] as const;

export type Spelling = (typeof spellings)[number];

/** In lower case. Where a source writes them, they are nothing but attributes of a person. */
const attributes = new Set([
  'username',
  'department',
  'division',
  'costcenter',
  'usertype',
  'employeenumber',
  'title',
  'country',
  'locality',
  'givenname',
  'familyname',
]);

/** In lower case: whether a person is active. */
const states = new Set(['active', 'inactive', 'enabled', 'accountenabled', 'suspended']);

/** In lower case: SCIM's other names, in a request of SCIM. */
const scimNames = new Set([
  'schemas',
  'id',
  'externalid',
  'displayname',
  'name',
  'emails',
  'groups',
  'roles',
  'entitlements',
  'members',
  'addresses',
  'manager',
  'operations',
  'method',
  'path',
  'data',
  'op',
  'value',
  'display',
  'type',
  'primary',
]);

/** In lower case: those whose values are words of SCIM. */
const scimWords = new Set(['method', 'op', 'type']);

/** The values that a list of changed attributes has for each of them, by what names the attribute. */
const listedValues = new Map([
  ['attribute', 'newValue'],
  ['field', 'to'],
  ['path', 'value'],
]);

/** A text that is not JSON, such as a JWT, only gets white space. */
export function respell(body: string, spelling: Spelling): string {
  let content: unknown;
  try {
    content = JSON.parse(body);
  } catch {
    return `${body}\n`;
  }
  return `\u{FEFF}${JSON.stringify(respelled(content, spelling), null, 1).replaceAll('@', '\\u0040')}\n`;
}

/** What an object is a part of. In both, the names of attributes may have any letter case. */
type Whole = 'a request of SCIM' | 'a person' | undefined;

/** @param isIndex whether the names of an object are ids, as those in a poll's `sets` */
function respelled(value: unknown, spelling: Spelling, of?: Whole, isIndex = false): unknown {
  if (Array.isArray(value)) return value.map((one) => respelled(one, spelling, of));
  if (typeof value !== 'object' || value === null) return value;
  const whole = Object.hasOwn(value, 'schemas') ? 'a request of SCIM' : of;
  const listed = new Map([...listedValues].map(([name, of]) => [of, attributeOf(Reflect.get(value, name))]));
  const entries = Object.entries(value).map(([name, inner]) => {
    const own = isIndex ? undefined : attributeOf(whole === undefined ? name : attributeKey(name));
    const isFree =
      whole !== undefined && isAlone(name, value) && (own !== undefined || isOfScim(name, whole, scimNames));
    const written = isFree ? respelledName(name, spelling) : name;
    const attribute = own ?? listed.get(name);
    if (attribute !== undefined) return [written, respelledValue(inner, spelling, states.has(attribute))];
    const isWord = typeof inner === 'string' && isOfScim(name, whole, scimWords);
    if (isWord) return [written, respelledName(inner, spelling)];
    return [written, respelled(inner, spelling, whole ?? (name === 'user' ? 'a person' : undefined), name === 'sets')];
  });
  return Object.fromEntries(entries.toReversed());
}

function isOfScim(name: string, whole: Whole, names: ReadonlySet<string>): boolean {
  return whole === 'a request of SCIM' && names.has(name.toLowerCase());
}

/** The attribute of this name, in lower case. */
function attributeOf(name: unknown): string | undefined {
  const key = typeof name === 'string' ? name.toLowerCase() : '';
  return attributes.has(key) || states.has(key) ? key : undefined;
}

/** In upper case, two spellings of one name would become one. */
function isAlone(name: string, object: object): boolean {
  return Object.keys(object).filter((other) => attributeKey(other) === attributeKey(name)).length === 1;
}

/** A name or a word. */
function respelledName(name: string, spelling: Spelling): string {
  return spelling === 'another letter case' ? name.toUpperCase() : name;
}

/** Only a text, a number or a truth value has the other spellings. A text can be one of them already. */
function respelledValue(value: unknown, spelling: Spelling, isState: boolean): unknown {
  if (!['string', 'number', 'boolean'].includes(typeof value)) return respelled(value, spelling);
  if (typeof value === 'string' && /^\s*[[{"]/.test(value)) return value;
  switch (spelling) {
    case 'a list of one':
      return [value];
    case 'an object with the value':
      return { value };
    case 'JSON in a text':
      return JSON.stringify([value]);
    case 'another letter case':
      return isState && isFlag(value) ? String(value).toUpperCase() : value;
    default:
      return value;
  }
}

function isFlag(value: unknown): boolean {
  return typeof value === 'boolean' || (typeof value === 'string' && /^\s*(true|false)\s*$/i.test(value));
}
