/** A line on the terminal that says what a command waits for, and is overwritten. Without a terminal, nothing. */
import { clearLine, cursorTo } from 'node:readline';
import { clip } from './text.ts';

const { stderr } = process;

export function showProgress(text: string): void {
  if (!stderr.isTTY) return;
  clearProgress();
  stderr.write(clip(text, stderr.columns - 1));
}

export function clearProgress(): void {
  if (!stderr.isTTY) return;
  clearLine(stderr, 0);
  cursorTo(stderr, 0);
}
