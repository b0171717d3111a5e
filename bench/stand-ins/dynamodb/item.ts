/** Items of DynamoDB, and what they weigh. */

/** Such as `{ S: 'text' }`. */
export type AttributeValue = Readonly<Record<string, unknown>>;

export type Item = Readonly<Record<string, AttributeValue>>;

/** The bytes of one write unit: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html */
const bytesOfUnit = 1024;

/** What a list or a map takes, and each of its members. */
const overhead = { collection: 3, member: 1 };

/** In bytes: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
function sizeOf(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOfValue(value), 0);
}

function sizeOfValue(value: AttributeValue): number {
  const [[type, held] = ['NULL', true]] = Object.entries(value);
  switch (type) {
    case 'S':
      return Buffer.byteLength(String(held));
    case 'N':
      return Math.ceil(String(held).replace(/[-.]/g, '').length / 2) + 1;
    case 'L':
      return sizeOfMembers(Object.values(Object(held)));
    case 'M':
      return sizeOfMembers(Object.values(Object(held))) + Buffer.byteLength(Object.keys(Object(held)).join(''));
    case 'SS':
      return Buffer.byteLength(Object.values(Object(held)).join(''));
    default:
      return 1;
  }
}

function sizeOfMembers(members: readonly AttributeValue[]): number {
  return members.reduce((sum, member) => sum + sizeOfValue(member) + overhead.member, overhead.collection);
}

/** Of a write that leaves `after` in the place of `before`. */
export function writeUnits(before: Item | undefined, after: Item | undefined): number {
  return Math.max(1, Math.ceil(Math.max(sizeOf(before ?? {}), sizeOf(after ?? {})) / bytesOfUnit));
}
