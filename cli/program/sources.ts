/** `sources`: the command for the sources of identity events. */
import type { Command } from 'commander';
import { withStage } from './options.ts';
import { runInSession } from './session.ts';

export function addSourcesCommand(program: Command): void {
  withStage(program.command('sources'))
    .description('list the sources of identity events, and which of them went silent')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
States:
  active  it sends as usual
  silent  nothing came for more than a day, and for more than twice its longest gap of the last weeks
  new     it has not sent for 14 days yet, so nobody knows what is usual
A source from which nothing comes for 60 days is left out.

Example:
  zuora-access sources --stage prod`,
    )
    .action(({ stage, ...options }) =>
      runInSession(
        stage,
        () => import('../commands/sources.ts'),
        ({ listSources }, session) => listSources(session, options),
      ),
    );
}
