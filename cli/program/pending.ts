/** `pending`: the command for access that waits for an administrator. */
import type { Command } from 'commander';
import { withStage } from './options.ts';
import { runInSession } from './session.ts';

export function addPendingCommand(program: Command): void {
  withStage(program.command('pending'))
    .description('list the access that is not as it is to be, by entity and age')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Reads all linked accounts. Zuora does not show whether an administrator has denied a request. States:
  requested            the service has sent it within 10 minutes, and has not read it since
  pending              an administrator of the entity grants or denies it
  unconfirmed          Zuora did not answer the request, so it may not have arrived
  outcome-unknown      Zuora refused the request after one that it did not answer, so perhaps none is pending
  unanswered           nobody has granted it within 30 days, and the service reads it no more
  waiting-for-account  Zuora has not shown the user yet, so nothing was requested
  removed-outside      it was there, and somebody took it in Zuora; only a newer request asks for it again
  failed               Zuora refused for good to give it, or to end it
  unmanaged            the last look showed it, and nothing explains it; the service leaves it alone

Example:
  zuora-access pending --stage prod`,
    )
    .action(({ stage, ...options }) =>
      runInSession(
        stage,
        () => import('../commands/pending.ts'),
        ({ listPendingAccess }, session) => listPendingAccess(session, options),
      ),
    );
}
