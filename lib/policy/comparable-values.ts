/** The values of an attribute, in the form in which they are compared with the texts of a policy. */
import type { Person } from '../identity/person.ts';
import { memoise } from '../memoise.ts';
import { comparableText } from './comparable-text.ts';

export class ComparableValues {
  /** As the event has them; none if the attribute is absent or an empty list. */
  readonly written: readonly string[];
  readonly texts: readonly string[];
  #known: ReadonlySet<string> | undefined;
  #knownInLowerCase: ReadonlySet<string> | undefined;

  constructor(written: readonly string[]) {
    this.written = written;
    this.texts = written.map(comparableText);
  }

  has(text: string): boolean {
    this.#known ??= new Set(this.texts);
    return this.#known.has(text);
  }

  hasInAnyCase(text: string): boolean {
    this.#knownInLowerCase ??= new Set(this.texts.map((one) => one.toLowerCase()));
    return this.#knownInLowerCase.has(text.toLowerCase());
  }
}

/** The people of one event may share a list. It is read for the first of them alone. */
export const comparableValues = memoise((written: readonly string[]) => new ComparableValues(written));

/** The attributes of a person. Each is brought to its form once, however many rules ask for it. */
export class PersonValues {
  readonly #person: Person;
  readonly #values = new Map<string, ComparableValues>();

  constructor(person: Person) {
    this.#person = person;
  }

  of(attribute: string): ComparableValues {
    const known = this.#values.get(attribute);
    if (known !== undefined) return known;
    const value = Object.hasOwn(this.#person, attribute) ? this.#person[attribute] : undefined;
    const values = comparableValues(attributeTexts(value));
    this.#values.set(attribute, values);
    return values;
  }
}

/** As texts: one system writes a cost center as a number, another as digits. */
export function attributeTexts(attribute: Person[string] | undefined): readonly string[] {
  if (attribute === undefined || typeof attribute === 'symbol') return [];
  return typeof attribute === 'object' ? attribute : [String(attribute)];
}
