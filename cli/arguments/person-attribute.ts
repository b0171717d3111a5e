/** A person's attributes, as an operator writes them: `--person department=Billing`. */
import { listAttributes } from '../../lib/identity/attribute-names.ts';
import { personFrom } from '../../lib/identity/attributes.ts';
import { type Person, unreadable } from '../../lib/identity/person.ts';
import { attributeProblem } from '../../lib/policy/attribute.ts';
import { UsageError } from './usage-error.ts';

export type PersonAttribute = readonly [name: string, value: string | number | boolean];

/**
 * @param text such as `department=Billing`
 * @throws UsageError
 */
export function parsePersonAttribute(text: string): PersonAttribute {
  const [name = '', ...rest] = text.split('=');
  if (name === '' || rest.length === 0) throw new UsageError(`${text}: must be attribute=value`);
  const problem = attributeProblem(name);
  if (problem !== undefined) throw new UsageError(`${name}: ${problem}`);
  return [name, parseValue(rest.join('='))];
}

/**
 * Makes the same person as an event with these attributes would. An attribute that is given more than once is a list;
 * groups and the like always are.
 *
 * @throws UsageError for a value that its attribute cannot have
 */
export function personOfAttributes(attributes: readonly PersonAttribute[]): Person {
  const byName = Map.groupBy(attributes, ([name]) => name);
  const raw = [...byName].map(([name, entries]) => {
    const values = entries.map(([, value]) => value);
    return [name, values.length > 1 || listAttributes.includes(name) ? values : values[0]] as const;
  });
  const person = personFrom(Object.fromEntries(raw));
  const rejected = raw.find(([name]) => !Object.hasOwn(person, name) || person[name] === unreadable);
  if (rejected) throw new UsageError(`--person ${rejected[0]}: cannot be ${[rejected[1]].flat().join(' and ')}`);
  return person;
}

/** A number only if that is exactly how the number is written: `007` stays text. */
function parseValue(text: string): PersonAttribute[1] {
  if (text === 'true' || text === 'false') return text === 'true';
  return String(Number(text)) === text && Number.isFinite(Number(text)) ? Number(text) : text;
}
