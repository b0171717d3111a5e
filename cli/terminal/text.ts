/** Text and JSON that is safe to print on a terminal. */
import stringWidth from 'string-width';
import { indentJson } from '../../operator/json-text.ts';
import { escapeJson, printable } from '../../operator/printable.ts';

/** Cuts a text to `maxLength` characters. */
export function clip(text: string, maxLength: number): string {
  const characters = [...printable(text)];
  return characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join('')}…` : characters.join('');
}

/** Breaks a text into lines of at most so many columns of the terminal. */
export function fold(text: string, width: number): readonly string[] {
  if (stringWidth(text) <= width) return [text];
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

/** JSON for programs, safe on a terminal too. */
export function toJson(value: unknown): string {
  return escapeJson(JSON.stringify(value, null, 2));
}

/** The same in one line, for programs that read line by line. */
export function toJsonLine(value: unknown): string {
  return escapeJson(JSON.stringify(value));
}

/** A message's body: JSON is indented, anything else keeps its lines. */
export function printableBody(body: string): string {
  const json = indentJson(body);
  return json === undefined ? body.split('\n').map(printable).join('\n') : escapeJson(json);
}
