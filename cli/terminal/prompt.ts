/** Asks the person at the terminal. What is shown goes to the standard error, so that output stays what programs read. */
import { createInterface } from 'node:readline/promises';
import password from '@inquirer/password';

/** @returns undefined when interrupted */
export async function ask(question: string, interruption: AbortSignal): Promise<string | undefined> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // The terminal hands Ctrl-C to whoever reads from it.
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
 * Shows nothing of what is typed.
 *
 * @returns undefined when interrupted
 */
export async function askHidden(question: string, interruption: AbortSignal): Promise<string | undefined> {
  try {
    const context = { output: process.stderr, signal: interruption };
    return (await password({ message: question, toggleMask: false }, context)).trim();
  } catch (error) {
    if (error instanceof Error && ['ExitPromptError', 'AbortPromptError'].includes(error.name)) return undefined;
    throw error;
  }
}
