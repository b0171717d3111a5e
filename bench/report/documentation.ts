/** Writes tables into a page of the documentation, between the comments that name them. */

/**
 * @param blocks what to put between `<!-- bench:name -->` and `<!-- /bench:name -->`, by name
 * @throws Error if the page has no place for one
 */
export function withBlocks(page: string, blocks: Readonly<Record<string, string>>): string {
  return Object.entries(blocks).reduce((text, [name, block]) => {
    const place = new RegExp(`(<!-- bench:${name} -->\n)[^]*?(<!-- /bench:${name} -->)`);
    if (!place.test(text)) throw new Error(`The page has no place for ${name}: <!-- bench:${name} -->`);
    return text.replace(place, (_, begin, end) => `${begin}\n${block}\n\n${end}`);
  }, page);
}
