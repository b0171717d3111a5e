/** The command that ends access. */
import { type Command, Option } from 'commander';
import { chooseStage } from '../arguments/stage.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { parseNamed, withStage, withWait } from './options.ts';
import { runInSession } from './session.ts';

export function addRevokeCommand(program: Command): void {
  withWait(withStage(program.command('revoke')), 'the revocation')
    .argument('<username>', "the user's login name in Zuora")
    .description("end a user's access to entities now")
    .addOption(new Option('--all', 'all entities but the home entity; needs the policy').conflicts('entity'))
    .option('--entity <name...>', "entities by the policy's name, or by id")
    .option('--hold', 'also hold it: no later request grants the access again')
    .requiredOption('--reason <text>', 'required: why, for the audit log')
    .option('--requested-by <text>', 'who asks for it (default: the identity of your AWS credentials)')
    .option('--policy <file>', 'the policy (default: policy.yml; on stage local else policy.example.yml)')
    .option('--yes', 'do not ask')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Shows what the user has, asks, and sends an event to the queue access-revocations. With --wait it reads Zuora again and
names the result of each entity. The exit code is then 1 if any of the named access is left.

--all also names the policy's entities without access: an older event on its way cannot grant them any more. A newer event
can grant access again, unless you give --hold. --all leaves out the entities in which the stage may not act, and names
them. Zuora does not show a request that waits for an administrator: deny it in Zuora.

Examples:
  zuora-access revoke ada@example.com --all --reason "Left today, TICKET-1045" --wait --stage prod
  zuora-access revoke ada@example.com --all --hold --reason "Under investigation, TICKET-1046"
  zuora-access revoke ada@example.com --entity germany france --reason "Wrong entity" --yes`,
    )
    .action(async (text, { stage, policy: policyFile, all, entity, reason, requestedBy, ...options }) => {
      if (!all && !entity) throw new UsageError('Name the entities with --entity, or give --all.');
      const [{ parseAuditText }, { parseUsername }, { readOptionalPolicy }] = await Promise.all([
        import('../arguments/audit-text.ts'),
        import('../arguments/username.ts'),
        import('../../operator/policy/chosen-policy.ts'),
      ]);
      parseNamed('--reason', reason, (value) => parseAuditText('reason', value));
      if (requestedBy !== undefined) {
        parseNamed('--requested-by', requestedBy, (value) => parseAuditText('requestedBy', value));
      }
      const username = parseNamed('username', text, parseUsername);
      // Only the policy tells the home entity, where Zuora refuses to end access.
      const policy = await readOptionalPolicy(chooseStage(stage, process.env), policyFile, all === true);
      await runInSession(
        stage,
        () => import('../commands/revoke.ts'),
        ({ revokeAccess }, session) =>
          revokeAccess(session, username, { ...options, reason, requestedBy, policy, entities: all ? 'all' : entity }),
      );
    });
}
