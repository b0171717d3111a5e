/** JSON as its sender wrote it, for a person to read. */

/** A string, an object or array without anything in it, a sign, or a number or name; with the space around it. */
const token = /\s*("(?:[^"\\]+|\\.)*"|\{\s*\}|\[\s*\]|[{}[\],:]|[^\s{}[\],:"]+)\s*/g;

/** Deeper values are not indented further: the spaces of a body that only nests would fill the memory. */
const maxDepth = 20;

/**
 * JSON, indented. Only the space between its words changes. A parser would round long numbers, drop keys that come twice,
 * and sort keys that are numbers.
 *
 * @returns undefined for a text that is no JSON
 */
export function indentJson(text: string): string | undefined {
  if (!isJson(text)) return undefined;
  let depth = 0;
  const nextLine = () => `\n${'  '.repeat(Math.min(depth, maxDepth))}`;
  return text.replace(token, (_, word: string) => {
    switch (word) {
      case '{':
      case '[':
        depth += 1;
        return `${word}${nextLine()}`;
      case '}':
      case ']':
        depth -= 1;
        return `${nextLine()}${word}`;
      case ',':
        return `,${nextLine()}`;
      case ':':
        return ': ';
      default:
        return word.startsWith('"') ? word : word.replace(/\s/g, '');
    }
  });
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
