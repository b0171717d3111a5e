/** Text that is safe to print: what a publisher or Zuora sent must not steer the terminal. */

/** Control and format characters, unpaired surrogates, and what breaks a line. */
const steering = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** One line, each steering character shown as U+FFFD. */
export function printable(text: string): string {
  return text.replace(steering, '\u{FFFD}');
}

/** Cut to so many characters. */
export function clipped(text: string, most: number): string {
  const characters = [...printable(text)];
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : characters.join('');
}

/** The same value to a program, and harmless to a terminal: steering characters are escaped. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(steering, (character) =>
    character === '\n' ? '\n' : escaped(character),
  );
}

/** The same in one line, for programs that read line by line. */
export function toJsonLine(value: unknown): string {
  return JSON.stringify(value).replace(steering, escaped);
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}

/** A body as its sender may have written it: JSON in lines, anything else as it is. */
export function printableBody(body: string): string {
  try {
    return toJson(JSON.parse(body));
  } catch {
    return body.split('\n').map(printable).join('\n');
  }
}

/** As one word of a command that a person copies: a shell takes nothing in it for its own. */
export function shellWord(text: string): string {
  return `'${printable(text).replaceAll("'", "'\\''")}'`;
}
