/** `console`: the command that serves the console. */
import { type Command, InvalidArgumentError } from 'commander';
import { withPolicyNames, withStage } from './options.ts';
import { runInSession } from './session.ts';

export function addConsoleCommand(program: Command): void {
  withPolicyNames(withStage(program.command('console')))
    .description('serve the console of a stage to a browser on this machine, until Ctrl-C')
    .option('--port <port>', 'the port on 127.0.0.1 (default: any free one)', parsePort, 0)
    .option('--read-only', 'show everything, and refuse every change', false)
    .addHelpText(
      'after',
      `
Prints an address that lets in one browser, once, within 15 minutes. The next address follows when a browser is in. The
console works with your AWS credentials, and prints a line with their identity for each change.

Examples:
  zuora-access console --stage prod
  zuora-access console --stage prod --read-only`,
    )
    .action(({ stage, ...options }) =>
      runInSession(
        stage,
        () => import('../commands/console.ts'),
        ({ serveConsole }, session) => serveConsole(session, options),
      ),
    );
}

function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError('Give a port between 0 and 65535; 0 takes any free one.');
}
