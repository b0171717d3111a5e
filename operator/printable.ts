/** Text that is safe to show: what a publisher or Zuora sent must not control the screen that shows it. */

/** Control and format characters, unpaired surrogates, and line breaks. */
const controlCharacters = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** One line, with U+FFFD in place of each control character. */
export function printable(text: string): string {
  return text.replace(controlCharacters, '\u{FFFD}');
}

/** JSON in which each control character is escaped: a program reads the same value, and a terminal obeys none of it. */
export function escapeJson(json: string): string {
  return json.replace(controlCharacters, (character) => (character === '\n' ? '\n' : escapeCharacter(character)));
}

function escapeCharacter(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}

/** One word of a command that a person copies: a shell interprets nothing in it. */
export function shellWord(text: string): string {
  return `'${printable(text).replaceAll("'", "'\\''")}'`;
}
