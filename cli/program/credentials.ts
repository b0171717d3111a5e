/** `credentials …`: the command for the secret with the OAuth clients. */
import type { Command } from 'commander';
import { UsageError } from '../../operator/errors.ts';
import type { Session } from '../../operator/session.ts';
import { parseEntityId } from '../arguments/entity-id.ts';
import { setCredentials } from '../commands/credentials-set.ts';
import { confirm } from '../terminal/confirmation.ts';
import { fromPipe, fromTerminal } from '../terminal/secret-input.ts';
import { argument, withStage } from './options.ts';
import { run } from './run.ts';

export function addCredentialsCommands(program: Command): void {
  const credentials = program.command('credentials').description('the secret with the OAuth clients of Zuora');

  withStage(credentials.command('set'))
    .description('put OAuth clients into the secret, when Zuora has taken them')
    .option('--entity <id>', 'only the client for this entity', argument(parseEntityId))
    .option('--stdin', 'read JSON from a pipe: the whole value, or with --entity a client')
    .option('--yes', 'do not ask before a value is replaced')
    .addHelpText(
      'after',
      `
Asks for the base URL, the client ID and the client secret, which is not shown. Every client has to get a token that
reaches its entities before anything is changed. At the terminal clients of single entities are kept, unless the base
URL changes; a whole value from a pipe has its own in "entities", and replaces all that there were.

Examples:
  zuora-access credentials set --stage prod
  zuora-access credentials set --stage prod --entity 11e643f4-a3ee-8bad-b061-0025904c57d6
  vault-of-yours read zuora | zuora-access credentials set --stage prod --stdin --yes`,
    )
    .action(({ stage, stdin, yes, ...options }) =>
      run(stage, (session) => {
        const input = stdin ? fromPipe() : fromTerminal(session.interruption);
        return setCredentials(session, options, input, yes ? agreed : asking(session, stdin));
      }),
    );
}

/** Who has agreed beforehand is told to what. */
async function agreed(question: string): Promise<boolean> {
  console.error(`${question} Yes, by --yes.`);
  return true;
}

function asking({ interruption }: Session, isPiped: boolean): (question: string) => Promise<boolean> {
  return async (question) => {
    if (isPiped) throw new UsageError(`${question} Give --yes to replace it.`);
    return confirm(question, interruption);
  };
}
