/** Reads DynamoDB's expressions once, and makes functions of them: a stand-in reads the same few all the time. */
import { comparable, comparisons, isEqual, sum } from './comparison.ts';
import type { AttributeValue, Item } from './item.ts';

/** What a request says with its expressions. */
export interface Placeholders {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Item;
}

type Operand = (item: Item, placeholders: Placeholders) => AttributeValue | undefined;
type Condition = (item: Item, placeholders: Placeholders) => boolean;
type Update = (item: Item, placeholders: Placeholders) => Item;

class Expression {
  readonly #tokens: readonly string[];
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = text.match(/<=|>=|<>|[#:]?\w+|\S/g) ?? [];
  }

  condition(): Condition {
    const condition = this.#any();
    if (this.#at < this.#tokens.length) throw this.#unknown();
    return condition;
  }

  update(): Update {
    const assignments = this.#takes('SET') ? this.#list(() => this.#assignment()) : [];
    const removals = this.#takes('REMOVE') ? this.#list(() => this.#name()) : [];
    if (this.#at < this.#tokens.length) throw this.#unknown();
    return (item, placeholders) => {
      const changed: Record<string, AttributeValue> = { ...item };
      for (const [name, operand] of assignments) {
        const value = operand(item, placeholders);
        if (value) changed[name(placeholders)] = value;
      }
      for (const name of removals) delete changed[name(placeholders)];
      return changed;
    };
  }

  #any(): Condition {
    const [first, ...others] = this.#joined('OR', () => this.#all());
    if (first === undefined) throw this.#unknown();
    return others.reduce((one, other) => (item, said) => one(item, said) || other(item, said), first);
  }

  #all(): Condition {
    const [first, ...others] = this.#joined('AND', () => this.#one());
    if (first === undefined) throw this.#unknown();
    return others.reduce((one, other) => (item, said) => one(item, said) && other(item, said), first);
  }

  #one(): Condition {
    if (this.#takes('NOT')) {
      const condition = this.#one();
      return (item, said) => !condition(item, said);
    }
    if (this.#takes('(')) return this.#closed(this.#any());
    if (this.#takes('attribute_exists')) return this.#existence(true);
    if (this.#takes('attribute_not_exists')) return this.#existence(false);
    return this.#comparison();
  }

  #existence(isExpected: boolean): Condition {
    this.#require('(');
    const operand = this.#closed(this.#term());
    return (item, said) => (operand(item, said) !== undefined) === isExpected;
  }

  #comparison(): Condition {
    const left = this.#term();
    const operator = this.#next();
    const right = this.#term();
    if (operator === '=') return (item, said) => isEqual(left(item, said), right(item, said));
    if (operator === '<>') return (item, said) => !isEqual(left(item, said), right(item, said));
    const compare = comparisons[operator];
    if (!compare) throw this.#unknown();
    return (item, said) => {
      const [one, other] = [comparable(left(item, said)), comparable(right(item, said))];
      return one !== undefined && other !== undefined && typeof one === typeof other && compare(one, other);
    };
  }

  #assignment(): readonly [(said: Placeholders) => string, Operand] {
    const name = this.#name();
    this.#require('=');
    const first = this.#term();
    const sign = this.#takes('+') ? 1 : this.#takes('-') ? -1 : 0;
    if (sign === 0) return [name, first];
    const second = this.#term();
    return [name, (item, said) => sum(first(item, said), second(item, said), sign)];
  }

  #term(): Operand {
    if (this.#takes('if_not_exists')) {
      this.#require('(');
      const kept = this.#term();
      this.#require(',');
      const otherwise = this.#closed(this.#term());
      return (item, said) => kept(item, said) ?? otherwise(item, said);
    }
    if (this.#tokens[this.#at]?.startsWith(':')) {
      const value = this.#next();
      return (_, { ExpressionAttributeValues }) => ExpressionAttributeValues?.[value];
    }
    const name = this.#name();
    return (item, said) => item[name(said)];
  }

  #name(): (said: Placeholders) => string {
    const token = this.#next();
    return token.startsWith('#')
      ? ({ ExpressionAttributeNames }) => ExpressionAttributeNames?.[token] ?? token
      : () => token;
  }

  #joined<Part>(word: string, part: () => Part): Part[] {
    const parts = [part()];
    while (this.#takes(word)) parts.push(part());
    return parts;
  }

  #list<Part>(part: () => Part): Part[] {
    return this.#joined(',', part);
  }

  #closed<Part>(part: Part): Part {
    this.#require(')');
    return part;
  }

  #next(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw this.#unknown();
    this.#at += 1;
    return token;
  }

  #takes(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at += 1;
    return true;
  }

  #require(token: string): void {
    if (!this.#takes(token)) throw this.#unknown();
  }

  #unknown(): Error {
    return new Error(`The stand-in of DynamoDB does not know this expression: ${this.#text}`);
  }
}

const conditions = new Map<string, Condition>();
const updates = new Map<string, Update>();

export function conditionOf(text: string): Condition {
  return known(conditions, text, () => new Expression(text).condition());
}

export function updateOf(text: string): Update {
  return known(updates, text, () => new Expression(text).update());
}

/** Expressions with names of their own, such as those of entities, are not kept for ever. */
const maxKnown = 1000;

function known<Read>(cache: Map<string, Read>, text: string, read: () => Read): Read {
  const found = cache.get(text) ?? read();
  if (cache.size < maxKnown) cache.set(text, found);
  return found;
}
