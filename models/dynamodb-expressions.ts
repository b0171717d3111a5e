/** DynamoDB's expressions, as far as the service and the benchmark's contenders write them. Each is read once. */
import type { AttributeValue, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { comparisons, isEqual, sum } from './attribute-values.ts';

export type Item = Readonly<Record<string, AttributeValue>>;

/** What the placeholders of an expression stand for. */
export type Placeholders = Pick<UpdateItemCommandInput, 'ExpressionAttributeNames' | 'ExpressionAttributeValues'>;

type Name = (said: Placeholders) => string;
type Operand = (item: Item, said: Placeholders) => AttributeValue | undefined;
type Condition = (item: Item, said: Placeholders) => boolean;
/** Gives the item as it is afterwards, and leaves the other one as it was. */
type Update = (item: Item, said: Placeholders) => Item;

/** `attribute_not_exists(#a) OR (#b = :b AND NOT #c > :c)` */
export const conditionOf = remembered((text): Condition => new Expression(text).condition());

/** `SET #a = :a, #b = if_not_exists(#c, :b), #d = #d + :d REMOVE #e, #f` */
export const updateOf = remembered((text): Update => new Expression(text).update());

const maxRemembered = 5000;

function remembered<Meaning>(read: (expression: string) => Meaning): (expression: string) => Meaning {
  const known = new Map<string, Meaning>();
  return (expression) => {
    const meaning = known.get(expression) ?? read(expression);
    if (known.size >= maxRemembered) known.clear();
    known.set(expression, meaning);
    return meaning;
  };
}

class Expression {
  readonly #text: string;
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = text.match(/<=|>=|<>|[#:]?\w+|\S/g) ?? [];
  }

  condition(): Condition {
    return this.#whole(this.#any());
  }

  update(): Update {
    if (this.#tokens.length === 0) throw this.#unknown();
    const assignments = this.#takes('SET') ? this.#list(() => this.#assignment()) : [];
    const removals = this.#takes('REMOVE') ? this.#list(() => this.#name()) : [];
    return this.#whole((item, said) => {
      const changed = { ...item };
      for (const [name, operand] of assignments) {
        const value = operand(item, said);
        if (value === undefined) throw new Error(`There is no ${name(said)} to set: ${this.#text}`);
        changed[name(said)] = value;
      }
      for (const name of removals) delete changed[name(said)];
      return changed;
    });
  }

  #any(): Condition {
    const parts = this.#joined('OR', () => this.#all());
    return (item, said) => parts.some((part) => part(item, said));
  }

  #all(): Condition {
    const parts = this.#joined('AND', () => this.#one());
    return (item, said) => parts.every((part) => part(item, said));
  }

  #one(): Condition {
    if (this.#takes('NOT')) {
      const denied = this.#one();
      return (item, said) => !denied(item, said);
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
    const holds = comparisons[operator];
    if (!holds) throw this.#unknown();
    return (item, said) => holds(left(item, said), right(item, said));
  }

  #assignment(): readonly [Name, Operand] {
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
      const placeholder = this.#next();
      return (_, { ExpressionAttributeValues }) => this.#stoodFor(placeholder, ExpressionAttributeValues);
    }
    const [first, ...inside] = this.#path();
    return (item, said) => inside.reduce((value, name) => value?.M?.[name(said)], item[first(said)]);
  }

  /** `#a`, or `#a.#b` for a value in a map. */
  #path(): readonly [Name, ...Name[]] {
    const first = this.#name();
    return this.#takes('.') ? [first, ...this.#path()] : [first];
  }

  #name(): Name {
    const token = this.#next();
    if (!token.startsWith('#')) return () => token;
    return ({ ExpressionAttributeNames }) => this.#stoodFor(token, ExpressionAttributeNames);
  }

  #stoodFor<Meaning>(placeholder: string, meanings: Readonly<Record<string, Meaning>> | undefined): Meaning {
    const meaning = meanings?.[placeholder];
    if (meaning === undefined) throw new Error(`${placeholder} stands for nothing: ${this.#text}`);
    return meaning;
  }

  #joined<Part>(word: string, part: () => Part): readonly Part[] {
    const parts = [part()];
    while (this.#takes(word)) parts.push(part());
    return parts;
  }

  #list<Part>(part: () => Part): readonly Part[] {
    return this.#joined(',', part);
  }

  #closed<Part>(part: Part): Part {
    this.#require(')');
    return part;
  }

  #whole<Meaning>(meaning: Meaning): Meaning {
    if (this.#at < this.#tokens.length) throw this.#unknown();
    return meaning;
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
    return new Error(`This model of DynamoDB does not know: ${this.#text}`);
  }
}
