/** Reads filters that name values: https://www.rfc-editor.org/rfc/rfc7644#section-3.4.2.2 */

/** The values that one alternative asks for, by attributes in lower case. */
export type FilterValues = Readonly<Record<string, string>>;

const comparison =
  /^\s*(?<attribute>\$?\w+)\s+eq\s+(?:"(?<quoted>(?:[^"\\]|\\.)*)"|'(?<single>[^']*)'|(?<bare>[^"'\s]+))\s*$/is;

/**
 * The alternatives of a filter of `eq`, `and` and `or`, such as `value eq "u-1" or value eq "u-2"`.
 *
 * @returns undefined for any other filter
 */
export function parseFilter(filter: string): readonly FilterValues[] | undefined {
  const alternatives = splitOutsideQuotes(filter, 'or').map(parseAlternative);
  return alternatives.every((one) => one !== undefined) ? alternatives : undefined;
}

function parseAlternative(written: string): FilterValues | undefined {
  const comparisons = splitOutsideQuotes(written, 'and').map(parseComparison);
  const readable = comparisons.filter((one) => one !== undefined);
  const values = Object.fromEntries(readable);
  // Two comparisons of one attribute select nothing that could be named.
  return Object.keys(values).length === comparisons.length ? values : undefined;
}

function parseComparison(written: string): readonly [attribute: string, value: string] | undefined {
  const { attribute, quoted, single, bare } =
    comparison.exec(written.replace(/^\s*\(([^()]*)\)\s*$/, '$1'))?.groups ?? {};
  const value = quoted?.replace(/\\(.)/gs, '$1') ?? single ?? bare;
  return attribute === undefined || value === undefined ? undefined : [attribute.toLowerCase(), value];
}

/** The parts between a word of the language. A quoted value may hold the word too. */
function splitOutsideQuotes(filter: string, word: 'and' | 'or'): string[] {
  // A quote that nobody closes goes on to the end. Otherwise the search for its end begins again at every quote in it.
  const tokens = filter.match(/"(?:[^"\\]|\\.)*(?:"|\\?$)|'[^']*(?:'|$)|\s+|[^\s"']+/gs) ?? [];
  const parts = [''];
  for (const token of tokens) {
    if (token.toLowerCase() === word) parts.push('');
    else parts.push((parts.pop() ?? '') + token);
  }
  return parts;
}
