/**
 * The JSON of attribute values, which has bytes in base64. Few items hold any, so the others take no way around.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
 */

/** Any JSON. */
type Parsed = ReturnType<typeof JSON.parse>;

/** @param input of a call */
export function stringifyAttributes(input: object): string {
  return containsBytes(input) ? JSON.stringify(withBase64(input)) : JSON.stringify(input);
}

/** @throws SyntaxError */
export function parseAttributes(text: string): Parsed {
  // An attribute with one of these names has an object after its name. Some servers write blanks.
  return /"B"\s*:\s*"|"BS"\s*:\s*\[/.test(text) ? JSON.parse(text, withBytes) : JSON.parse(text);
}

function containsBytes(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return ArrayBuffer.isView(value) || Object.values(value).some(containsBytes);
}

function withBase64(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value))
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  if (Array.isArray(value)) return value.map(withBase64);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withBase64(member)]));
}

function withBytes(name: string, value: unknown): unknown {
  if (name === 'B' && typeof value === 'string') return Buffer.from(value, 'base64');
  if (name === 'BS' && Array.isArray(value)) return value.map((text) => Buffer.from(String(text), 'base64'));
  return value;
}
