/** Text that is safe to show: what a publisher or Zuora sent must not control the screen that shows it. */

/**
 * Control and format characters, unpaired surrogates, line breaks, and what shows nothing: by Unicode's properties.
 */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Between letters of these scripts, a joiner changes how the letters look: https://www.unicode.org/reports/tr31/ */
const joined = 'Arab Syrc Nkoo Mong Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh'.split(' ');
const letter = `[${joined.map((script) => `\\p{Script_Extensions=${script}}`).join('')}]`;

/** They take the vowel off the letter before. */
const viramas = '\\u094D\\u09CD\\u0A4D\\u0ACD\\u0B4D\\u0BCD\\u0C4D\\u0CCD\\u0D4D\\u0DCA';

/** What shapes the character before it, in names such as Persian and Japanese ones and in emoji. One after another hides. */
const shaping = [
  `(?<=${letter})\\p{Join_Control}(?=${letter})`,
  // A letter of India or Sri Lanka without its vowel, also at the end of a word.
  `(?<=[${viramas}])\\u200D`,
  // A key of a telephone.
  '(?<=[0-9#*])\\uFE0F(?=\\u20E3)',
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
