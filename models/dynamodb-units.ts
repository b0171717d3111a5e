/** What items of DynamoDB weigh, and what requests consume of its capacity. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from './dynamodb-expressions.ts';

/** The bytes of one unit: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html */
const bytesOf = { writeUnit: 1024, readUnit: 4096 };

/** What a list or a map takes, and each of its members. */
const overhead = { collection: 3, member: 1 };

/** Of a write that leaves `after` in the place of `before`. */
export function writeUnits(before: Item | undefined, after: Item | undefined): number {
  return Math.max(1, Math.ceil(Math.max(sizeOf(before ?? {}), sizeOf(after ?? {})) / bytesOf.writeUnit));
}

/** Of a consistent read. */
export function readUnits(item: Item | undefined): number {
  return Math.max(1, Math.ceil(sizeOf(item ?? {}) / bytesOf.readUnit));
}

/** In bytes: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
export function sizeOf(item: Item): number {
  return Object.entries(item).reduce((size, [name, value]) => size + Buffer.byteLength(name) + sizeOfValue(value), 0);
}

function sizeOfValue({ S, N, L, M, SS }: AttributeValue): number {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return Math.ceil(N.replace(/[-.]/g, '').length / 2) + 1;
  if (L !== undefined) return sizeOfMembers(L);
  if (M !== undefined) return sizeOfMembers(Object.values(M)) + Buffer.byteLength(Object.keys(M).join(''));
  return SS === undefined ? 1 : Buffer.byteLength(SS.join(''));
}

function sizeOfMembers(members: readonly AttributeValue[]): number {
  return members.reduce((size, member) => size + sizeOfValue(member) + overhead.member, overhead.collection);
}
