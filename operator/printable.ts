/** Text that is safe to show: what a publisher or Zuora sent must not control the screen that shows it. */

/** Control and format characters, unpaired surrogates, and line breaks. */
export const controlCharacters = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** One line, with U+FFFD in place of each control character. */
export function printable(text: string): string {
  return text.replace(controlCharacters, '\u{FFFD}');
}

/** One word of a command that a person copies: a shell interprets nothing in it. */
export function shellWord(text: string): string {
  return `'${printable(text).replaceAll("'", "'\\''")}'`;
}
