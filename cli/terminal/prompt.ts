/** Asks the person at the terminal. Questions go to standard error: standard output is for programs. */
import { createInterface } from 'node:readline/promises';

/** @returns undefined when interrupted */
export async function prompt(question: string, interruption: AbortSignal): Promise<string | undefined> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // While it is being read, the terminal sends Ctrl-C to its reader only.
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    return (await terminal.question(question, { signal: interruption })).trim();
  } catch (error) {
    if (interruption.aborted) return undefined;
    throw error;
  } finally {
    terminal.close();
  }
}

/**
 * Does not show what is typed.
 *
 * @returns undefined when interrupted
 */
export async function promptSecret(question: string, interruption: AbortSignal): Promise<string | undefined> {
  const { default: password } = await import('@inquirer/password');
  try {
    const context = { output: process.stderr, signal: interruption };
    return (await password({ message: question }, context)).trim();
  } catch (error) {
    if (error instanceof Error && ['ExitPromptError', 'AbortPromptError'].includes(error.name)) return undefined;
    throw error;
  }
}
