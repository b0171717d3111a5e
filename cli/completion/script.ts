/** The scripts that make a shell complete the commands. */
import type { Command } from 'commander';
import { bashScript } from './bash.ts';
import { commandWords } from './command-words.ts';
import { fishScript } from './fish.ts';
import type { Shell } from './shell.ts';
import { zshScript } from './zsh.ts';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } satisfies Record<Shell, unknown>;

/** @param program with all its commands */
export function completionScript(shell: Shell, program: Command): string {
  return scripts[shell](commandWords(program));
}
