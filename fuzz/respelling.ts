/** Another spelling of a body, with the same meaning. */

/**
 * The same JSON with its names in reverse order, indented, with escapes and a byte order mark. A text that is not JSON,
 * such as a JWT, only gets white space.
 */
export function respell(body: string): string {
  let content: unknown;
  try {
    content = JSON.parse(body);
  } catch {
    return `${body}\n`;
  }
  return `\u{FEFF}${JSON.stringify(reversed(content), null, 1).replaceAll('@', '\\u0040')}\n`;
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, inner]) => [name, reversed(inner)]),
  );
}
