/** Compares and adds the values of attributes. */
import type { AttributeValue } from './item.ts';

export const comparisons: Readonly<Record<string, (left: string | number, right: string | number) => boolean>> = {
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

export function isEqual(one: AttributeValue | undefined, other: AttributeValue | undefined): boolean {
  return one !== undefined && other !== undefined && JSON.stringify(one) === JSON.stringify(other);
}

export function comparable(value: AttributeValue | undefined): string | number | undefined {
  if (value?.['N'] !== undefined) return Number(value['N']);
  return value?.['S'] === undefined ? undefined : String(value['S']);
}

export function sum(one: AttributeValue | undefined, other: AttributeValue | undefined, sign: number): AttributeValue {
  return { N: String(Number(one?.['N']) + sign * Number(other?.['N'])) };
}
