/** `credentials …`: the command for the secret with the OAuth clients. */
import type { Command } from 'commander';
import type { Session } from '../../operator/stack/session.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { parseNamed, withStage } from './options.ts';
import { runInSession } from './session.ts';

export function addCredentialsCommands(program: Command): void {
  const credentials = program.command('credentials').description('the secret with the OAuth clients of Zuora');

  withStage(credentials.command('set'))
    .description('write OAuth clients into the secret, after Zuora has accepted them')
    .option('--entity <id>', 'only the client for this entity')
    .option('--stdin', 'read JSON from a pipe: the whole value, or with --entity a client')
    .option('--yes', 'replace a value without asking')
    .addHelpText(
      'after',
      `
Asks for the base URL, the client ID and the client secret; the client secret is not shown. The secret is written only
after every client has obtained a token that reaches its entities. At the terminal, the clients of single entities are
kept, unless the base URL changes. From a pipe, a whole value replaces everything, "entities" included.

Examples:
  zuora-access credentials set --stage prod
  zuora-access credentials set --stage prod --entity 11e643f4-a3ee-8bad-b061-0025904c57d6
  your-vault read zuora | zuora-access credentials set --stage prod --stdin --yes`,
    )
    .action(async ({ stage, stdin, yes, entity }) => {
      const { parseEntityId } = await import('../arguments/entity-id.ts');
      const options = entity === undefined ? {} : { entity: parseNamed('--entity', entity, parseEntityId) };
      await runInSession(
        stage,
        () => Promise.all([import('../commands/credentials-set.ts'), import('../terminal/secret-input.ts')]),
        ([{ setCredentials }, { inputFromPipe, inputFromTerminal }], session) => {
          const input = stdin ? inputFromPipe() : inputFromTerminal(session.interruption);
          return setCredentials(session, options, input, yes ? agree : confirmAtTerminal(session, stdin));
        },
      );
    });
}

/** Shows what --yes agrees to. */
async function agree(question: string): Promise<boolean> {
  console.error(`${question} Yes, by --yes.`);
  return true;
}

function confirmAtTerminal({ interruption }: Session, isPiped: boolean): (question: string) => Promise<boolean> {
  return async (question) => {
    if (isPiped) throw new UsageError(`${question} Give --yes to replace it.`);
    const { confirm } = await import('../terminal/confirmation.ts');
    return confirm(question, interruption);
  };
}
