/** Text and JSON that is safe to print on a terminal. */
import stringWidth from 'string-width';
import { controlCharacters, printable } from '../../operator/printable.ts';

/** Cuts a text to `maxLength` characters. */
export function clip(text: string, maxLength: number): string {
  const characters = [...printable(text)];
  return characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join('')}…` : characters.join('');
}

/** Breaks a text into lines of at most so many columns of the terminal. */
export function fold(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const character of text) {
    if (stringWidth(line + character) > width) {
      lines.push(line);
      line = '';
    }
    line += character;
  }
  return [...lines, line];
}

/** JSON with escaped control characters: a program reads the same value, and a terminal obeys none of it. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(controlCharacters, (character) =>
    character === '\n' ? '\n' : escapeCharacter(character),
  );
}

/** The same in one line, for programs that read line by line. */
export function toJsonLine(value: unknown): string {
  return JSON.stringify(value).replace(controlCharacters, escapeCharacter);
}

function escapeCharacter(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}

/** A message's body: JSON is indented, anything else keeps its lines. */
export function printableBody(body: string): string {
  try {
    return toJson(JSON.parse(body));
  } catch {
    return body.split('\n').map(printable).join('\n');
  }
}
