/** `dlq …`: the commands for dead letters. */
import { type Command, Option } from 'commander';
import { knownReasons } from '../../operator/dead-letters/next-step.ts';
import { parseDuration, parseVisibilityTimeout } from '../arguments/duration.ts';
import { parseRate } from '../arguments/rate.ts';
import { parseRequiredText } from '../arguments/required-text.ts';
import { argumentParser, withStage } from './options.ts';
import { runInSession } from './session.ts';

export function addDeadLetterCommands(program: Command): void {
  const dlq = program.command('dlq').description('dead letters');

  withQueues(dlq.command('list'))
    .description('list the dead letters; all of them stay on their queues')
    .option('--json', 'print JSON')
    .action(({ stage, ...options }) =>
      runInSession(
        stage,
        () => import('../commands/dead-letter-list.ts'),
        ({ listDeadLetters }, session) => listDeadLetters(session, options),
      ),
    );

  withQueues(dlq.command('show'))
    .argument('<message-id>', "its own ID, or the ID in the function's log", argumentParser(parseRequiredText))
    .description("show a dead letter, the ledger's record of its event, and what to do about it")
    .option('--json', 'print JSON')
    .action((id, { stage, ...options }) =>
      runInSession(
        stage,
        () => import('../commands/dead-letter-show.ts'),
        ({ showDeadLetter }, session) => showDeadLetter(session, id, options),
      ),
    );

  withDisposal(dlq.command('redrive'))
    .description('send dead letters again, to their source queues')
    .addOption(reasonOption())
    .option('--id <message-id...>', 'only these messages')
    .option(
      '--older-than <duration>',
      'only those older than this, such as 30m, 2h or 3d',
      argumentParser(parseDuration),
    )
    .option('--stale', 'also those with reason stale; they grant access that was requested more than 7 days ago')
    .option('--rate <messages/s>', 'at most so many a second, such as 5/s', argumentParser(parseRate))
    .addHelpText(
      'after',
      `
A message keeps its identity: work that is already done is recognised, and not done again.
A stale grant might let in a person who has left since. Without --stale it stays on the queue.
After Ctrl-C the command finishes its current work and puts the rest back. Run it again to continue.

Examples:
  zuora-access dlq redrive --reason permission-denied --older-than 2h --rate 5/s
  zuora-access dlq redrive --queue user-access-requests --dry-run
  zuora-access dlq redrive --id 0f9b8f3e-6d0a-4f55-9a55-0d6a6a3b1f01 --yes`,
    )
    .action(({ stage, ...options }) =>
      runInSession(
        stage,
        () => import('../commands/dead-letter-redrive.ts'),
        ({ redriveDeadLetters }, session) => redriveDeadLetters(session, options),
      ),
    );

  withDisposal(dlq.command('purge'))
    .description('delete dead letters, and keep them in a file')
    .addOption(reasonOption().makeOptionMandatory())
    .option('--file <file>', 'add them to this file, one message a line (default: a new file)')
    .addHelpText(
      'after',
      `
Example:
  zuora-access dlq purge --reason invalid-event --file purged.jsonl`,
    )
    .action(({ stage, ...options }) =>
      runInSession(
        stage,
        () => import('../commands/dead-letter-purge.ts'),
        ({ purgeDeadLetters }, session) => purgeDeadLetters(session, options),
      ),
    );
}

function reasonOption(): Option {
  return new Option('--reason <reason...>', 'only with one of these reasons').choices(knownReasons);
}

function withQueues(command: Command): Command {
  return withStage(command)
    .option('--queue <queue>', 'only this queue, such as user-access-requests')
    .addOption(
      new Option('--visibility-timeout <duration>', 'how long messages stay invisible if this command is killed')
        .argParser(argumentParser(parseVisibilityTimeout))
        .default(300_000, '5m'),
    );
}

function withDisposal(command: Command): Command {
  return withQueues(command)
    .option('--dry-run', 'only show the messages')
    .option('--yes', 'do not ask for confirmation');
}
