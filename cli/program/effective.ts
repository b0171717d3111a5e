/** `effective …`: the commands for effective-dated changes. */
import type { Command } from 'commander';
import { parseEffectiveId } from '../arguments/effective-id.ts';
import { argumentParser, withStage } from './options.ts';
import { runInSession } from './session.ts';

export function addEffectiveCommands(program: Command): void {
  const effective = program
    .command('effective')
    .description('changes that identity systems announced for a later date');

  withStage(effective.command('list'))
    .description('list the changes that are pending, started or cancelled, the earliest first')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Reads the whole ledger. A change that is done is not listed. A cancelled one is listed for 30 days after its date.

Example:
  zuora-access effective list --stage prod`,
    )
    .action(({ stage, ...options }) =>
      runInSession(
        stage,
        () => import('../commands/effective-list.ts'),
        ({ listEffectiveChanges }, session) => listEffectiveChanges(session, options),
      ),
    );

  withStage(effective.command('cancel'))
    .argument('<id>', 'as effective list shows it', argumentParser(parseEffectiveId))
    .description('cancel a pending change; it does not come back when the source repeats it')
    .option('--yes', 'do not ask for confirmation')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
The ledger remembers who cancelled the change, and when. If the source announces another date, or the change anew with
another event id, that is a new change. A change whose date has come cannot be cancelled: the command then ends with 1.

Example:
  zuora-access effective cancel 5f0c1b7de2a94c3b --stage prod`,
    )
    .action((id, { stage, ...options }) =>
      runInSession(
        stage,
        () => import('../commands/effective-cancel.ts'),
        ({ cancelEffectiveChange }, session) => cancelEffectiveChange(session, id, options),
      ),
    );
}
