/**
 * Brings the texts of policies and events to one form, so that texts that look alike are equal. Spaces around a text,
 * no-break spaces, zero-width characters and decomposed accents come into policies and directories by copy and paste.
 */

/** For whole values. */
export function comparableText(text: string): string {
  return foldSpaces(text).trim();
}

/** For the beginning of a value: a space at its end counts. */
export function comparablePrefix(text: string): string {
  return foldSpaces(text).trimStart();
}

/** For the end of a value: a space at its beginning counts. */
export function comparableSuffix(text: string): string {
  return foldSpaces(text).trimEnd();
}

/** https://unicode.org/reports/tr15/ for accents, and https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point */
function foldSpaces(text: string): string {
  return text
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .normalize()
    .replace(/[\s\u0085]+/g, ' ');
}
