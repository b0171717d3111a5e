/** DynamoDB's expressions, as far as the service writes them. The same ones come again and again, so each is read once. */
import { isDeepStrictEqual } from 'node:util';
import type { AttributeValue, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';

export type Item = Record<string, AttributeValue>;

/** What the placeholders of an expression stand for. */
type Placeholders = Pick<UpdateItemCommandInput, 'ExpressionAttributeNames' | 'ExpressionAttributeValues'>;

/** @param old the item before; @param item a copy of it, which is changed */
type Change = (item: Item, old: Item, input: Placeholders) => void;
type Condition = (item: Item, input: Placeholders) => boolean;

const maxRemembered = 5000;

/** `SET #a = :a, #b = if_not_exists(#c, :b), #d = #d + :d REMOVE #e, #f` */
export const changeOf = remembered((expression): Change => {
  const match = /^SET (.+?)(?: REMOVE (.+))?$/.exec(expression);
  if (!match) throw unknown(expression);
  const assignments = split(match[1], assignment);
  const removed = split(match[2], /^#\w+$/).map(([name]) => name);
  return (item, old, input) => {
    for (const [, name, kept, fallback, summand, added, plain] of assignments) {
      const known = kept ? old[attributeOf(kept, input)] : undefined;
      const sum = summand ? sumOf(old[attributeOf(summand, input)], operandOf(added, input)) : undefined;
      item[attributeOf(name, input)] = known ?? sum ?? operandOf(plain ?? fallback, input);
    }
    for (const name of removed) delete item[attributeOf(name, input)];
  };
});

/** `attribute_not_exists(#a) OR (#b = :b AND NOT #c > :c)` */
export const conditionOf = remembered((expression): Condition => {
  const tokens = expression.match(/attribute_not_exists|attribute_exists|[#:]\w+|AND|OR|NOT|<=|[=>()]|\S/g) ?? [];
  const condition = any(tokens);
  if (tokens.length > 0) throw unknown(tokens.join(' '));
  return condition;
});

const assignment = /^(#\w+) = (?:if_not_exists\((#\w+), (:\w+)\)|(#\w+) \+ (:\w+)|(:\w+))$/;

function remembered<Meaning>(read: (expression: string) => Meaning): (expression: string) => Meaning {
  const known = new Map<string, Meaning>();
  return (expression) => {
    const meaning = known.get(expression) ?? read(expression);
    if (known.size >= maxRemembered) known.clear();
    known.set(expression, meaning);
    return meaning;
  };
}

function sumOf(one: AttributeValue | undefined, other: AttributeValue): AttributeValue {
  return { N: String(Number(one?.N) + Number(other.N)) };
}

function split(list: string | undefined, form: RegExp): RegExpExecArray[] {
  const parts = list?.split(/, (?=#\w+(?: =|,|$))/) ?? [];
  return parts.map((part) => {
    const match = form.exec(part);
    if (!match) throw unknown(part);
    return match;
  });
}

/** Each of these takes what it reads off the tokens. */
function any(tokens: string[]): Condition {
  const parts = [all(tokens)];
  while (takes(tokens, 'OR')) parts.push(all(tokens));
  return (item, input) => parts.some((part) => part(item, input));
}

function all(tokens: string[]): Condition {
  const parts = [one(tokens)];
  while (takes(tokens, 'AND')) parts.push(one(tokens));
  return (item, input) => parts.every((part) => part(item, input));
}

function one(tokens: string[]): Condition {
  if (takes(tokens, '(')) {
    const inner = any(tokens);
    expectToken(tokens, ')');
    return inner;
  }
  if (takes(tokens, 'NOT')) {
    const denied = one(tokens);
    return (item, input) => !denied(item, input);
  }
  if (takes(tokens, 'attribute_not_exists')) {
    const exists = existence(tokens);
    return (item, input) => !exists(item, input);
  }
  return takes(tokens, 'attribute_exists') ? existence(tokens) : comparison(tokens);
}

function existence(tokens: string[]): Condition {
  expectToken(tokens, '(');
  const name = tokens.shift();
  expectToken(tokens, ')');
  return (item, input) => item[attributeOf(name, input)] !== undefined;
}

function comparison(tokens: string[]): Condition {
  const [name, operator, operand] = tokens.splice(0, 3);
  const holds = comparisons[String(operator)];
  if (!holds) throw unknown(String(operator));
  return (item, input) => holds(item[attributeOf(name, input)], operandOf(operand, input));
}

const comparisons: Readonly<Record<string, (left: AttributeValue | undefined, right: AttributeValue) => boolean>> = {
  '=': (left, right) => isDeepStrictEqual(left, right),
  '>': (left, right) => left?.N !== undefined && Number(left.N) > Number(right.N),
  '<=': (left, right) => left?.N !== undefined && Number(left.N) <= Number(right.N),
};

function takes(tokens: string[], token: string): boolean {
  if (tokens[0] !== token) return false;
  tokens.shift();
  return true;
}

function expectToken(tokens: string[], token: string): void {
  if (!takes(tokens, token)) throw unknown(`no ${token} before ${tokens.join(' ')}`);
}

function attributeOf(placeholder = '', { ExpressionAttributeNames = {} }: Placeholders): string {
  const name = ExpressionAttributeNames[placeholder];
  if (name === undefined) throw unknown(placeholder);
  return name;
}

function operandOf(placeholder = '', { ExpressionAttributeValues = {} }: Placeholders): AttributeValue {
  const value = ExpressionAttributeValues[placeholder];
  if (value === undefined) throw unknown(placeholder);
  return value;
}

function unknown(expression: string): Error {
  return new Error(`This model of DynamoDB does not know: ${expression}`);
}
