/** Text that is safe to show: what a publisher or Zuora sent must not control the screen that shows it. */

/**
 * Control and format characters, unpaired surrogates, line breaks, and what shows nothing: by Unicode's properties, which are
 * stable, so that an export of the audit log is the same on each machine.
 */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Between letters of these scripts, a joiner changes how the letters look: https://www.unicode.org/reports/tr31/ */
const joined = 'Arab Syrc Nkoo Mong Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh'.split(' ');
const letter = `[${joined.map((script) => `\\p{Script_Extensions=${script}}`).join('')}]`;

/** What shapes the character before it, in names such as Persian and Japanese ones and in emoji. One after another hides. */
const shaping = [
  `(?<=${letter})\\p{Join_Control}(?=${letter})`,
  '(?<=[\\p{Extended_Pictographic}\\p{Script=Han}\\p{Script=Mongolian}])\\p{Variation_Selector}',
  '(?<=\\p{Extended_Pictographic}\\p{Variation_Selector}?|\\p{Emoji_Modifier})\\u200D(?=\\p{Extended_Pictographic})',
];

const shapingOrHidden = new RegExp(`(${shaping.join('|')})|${hidden.source}`, 'gu');

/** One line, with U+FFFD in place of each hidden character. */
export function printable(text: string): string {
  return text.replace(shapingOrHidden, (_, shape: string | undefined) => shape ?? '\u{FFFD}');
}

/** JSON in which each hidden character is escaped: a program reads the same value, and a terminal obeys none of it. */
export function escapeJson(json: string): string {
  return json.replace(hidden, (character) => (character === '\n' ? '\n' : escapeCharacter(character)));
}

function escapeCharacter(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}

/** One word of a command that a person copies: a shell interprets nothing in it. */
export function shellWord(text: string): string {
  return `'${printable(text).replaceAll("'", "'\\''")}'`;
}
