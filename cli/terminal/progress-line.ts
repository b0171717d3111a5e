/** A line on the terminal that tells what is waited for, and is written over. Where there is no terminal, nothing. */
import { clearLine, cursorTo } from 'node:readline';
import { clipped } from './text.ts';

const { stderr } = process;

export function showProgress(text: string): void {
  if (!stderr.isTTY) return;
  clearProgress();
  stderr.write(clipped(text, stderr.columns - 1));
}

export function clearProgress(): void {
  if (!stderr.isTTY) return;
  clearLine(stderr, 0);
  cursorTo(stderr, 0);
}
