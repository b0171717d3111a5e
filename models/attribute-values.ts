/** Compares and adds the values of DynamoDB's attributes. */
import { isDeepStrictEqual } from 'node:util';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

type Value = AttributeValue | undefined;

/** A value that is missing, or of another type, fits into no order. */
export const comparisons: Readonly<Record<string, (left: Value, right: Value) => boolean>> = {
  '<': ordered((left, right) => left < right),
  '<=': ordered((left, right) => left <= right),
  '>': ordered((left, right) => left > right),
  '>=': ordered((left, right) => left >= right),
};

export function isEqual(one: Value, other: Value): boolean {
  return one !== undefined && isDeepStrictEqual(one, other);
}

/** @returns undefined if there are not two numbers */
export function sum(one: Value, other: Value, sign: number): Value {
  if (one?.N === undefined || other?.N === undefined) return undefined;
  return { N: String(Number(one.N) + sign * Number(other.N)) };
}

function ordered(compare: (left: string | number, right: string | number) => boolean) {
  return (one: Value, other: Value) => {
    if (one?.N !== undefined && other?.N !== undefined) return compare(Number(one.N), Number(other.N));
    return one?.S !== undefined && other?.S !== undefined && compare(one.S, other.S);
  };
}
