/** The command that lifts revocations. */
import type { Command } from 'commander';
import { parseNamed, withStage } from './options.ts';
import { runInSession } from './session.ts';

export function addUnblockCommand(program: Command): void {
  withStage(program.command('unblock'))
    .argument('<username>', "the user's login name in Zuora")
    .description('lift revocations of a user, held ones too')
    .option('--entity <id...>', 'only in these entities')
    .requiredOption('--reason <text>', 'required: why, for the audit log')
    .option('--requested-by <text>', 'who asks for it (default: the identity of your AWS credentials)')
    .option('--yes', 'do not ask')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
A revocation blocks access until a newer request lifts it. One that was given with --hold is lifted by this command alone.
Shows what blocks the user, asks, and writes to the linked account. What a rule of the policy or a newer request gives comes
back within a few minutes. Requests from before the revocation stay ended. The ledger remembers who lifted it, and why.

Example:
  zuora-access unblock ada@example.com --reason "Investigation closed, TICKET-1046" --stage prod`,
    )
    .action(async (text, { stage, entity, reason, requestedBy, ...options }) => {
      const [{ parseAuditText }, { parseUsername }, { parseEntityId }] = await Promise.all([
        import('../arguments/audit-text.ts'),
        import('../arguments/username.ts'),
        import('../arguments/entity-id.ts'),
      ]);
      parseNamed('--reason', reason, (value) => parseAuditText('reason', value));
      if (requestedBy !== undefined) {
        parseNamed('--requested-by', requestedBy, (value) => parseAuditText('requestedBy', value));
      }
      const username = parseNamed('username', text, parseUsername);
      const entities = entity?.map((id: string) => parseNamed('--entity', id, parseEntityId));
      await runInSession(
        stage,
        () => import('../commands/unblock.ts'),
        ({ unblockUser }, session) =>
          unblockUser(session, username, { ...options, reason, requestedBy, ...(entities && { entity: entities }) }),
      );
    });
}
