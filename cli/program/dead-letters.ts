/** `dlq …`: the commands for dead letters. */
import { type Command, Option } from 'commander';
import { knownReasons } from '../../operator/dead-letters/next-step.ts';
import { parseRate } from '../../operator/dead-letters/pace.ts';
import { parseDuration, parseVisibilityTimeout } from '../../operator/duration.ts';
import { list } from '../commands/dead-letter-list.ts';
import { purge } from '../commands/dead-letter-purge.ts';
import { redrive } from '../commands/dead-letter-redrive.ts';
import { show } from '../commands/dead-letter-show.ts';
import { argument, withStage } from './options.ts';
import { run } from './run.ts';

export function addDeadLetterCommands(program: Command): void {
  const dlq = program.command('dlq').description('dead letters');

  withQueues(dlq.command('list'))
    .description('list the dead letters; takes none off its queue')
    .option('--json', 'print JSON')
    .action(({ stage, ...options }) => run(stage, (session) => list(session, options)));

  withQueues(dlq.command('show'))
    .argument('<message-id>', "its own ID, or that of the function's log")
    .description('show a dead letter, its record in the ledger, and what to do about it')
    .option('--json', 'print JSON')
    .action((id, { stage, ...options }) => run(stage, (session) => show(session, id, options)));

  withDisposal(dlq.command('redrive'))
    .description('send dead letters again, to the queues that they came from')
    .option('--reason <reason...>', 'only with one of these reasons')
    .option('--id <message-id...>', 'only these messages')
    .option('--older-than <duration>', 'only those older than this, such as 30m, 2h or 3d', argument(parseDuration))
    .option('--stale', 'also those with reason stale, which then give access that is more than 7 days old')
    .option('--rate <messages/s>', 'at most so many a second, such as 5/s', argument(parseRate))
    .addHelpText(
      'after',
      `
A message keeps its identity: work that is done already is recognised, and not done again.
A grant that is stale might let somebody in again who has left since: it stays without --stale.
Interrupted (Ctrl-C), it finishes what is under way and puts the rest back. Run it again to go on.

Examples:
  zuora-access dlq redrive --reason permission-denied --older-than 2h --rate 5/s
  zuora-access dlq redrive --queue user-access-requests --dry-run
  zuora-access dlq redrive --id 0f9b8f3e-6d0a-4f55-9a55-0d6a6a3b1f01 --yes`,
    )
    .action(({ stage, ...options }) => run(stage, (session) => redrive(session, options)));

  withDisposal(dlq.command('purge'))
    .description('delete dead letters, and keep them in a file')
    .requiredOption('--reason <reason...>', 'only with one of these reasons')
    .option('--file <file>', 'add them to this file, one message a line (default: a new one)')
    .addHelpText(
      'after',
      `
Reasons: ${knownReasons.join(', ')}.

Example:
  zuora-access dlq purge --reason invalid-event --file purged.jsonl`,
    )
    .action(({ stage, ...options }) => run(stage, (session) => purge(session, options)));
}

function withQueues(command: Command): Command {
  return withStage(command)
    .option('--queue <queue>', 'only this queue, such as user-access-requests')
    .addOption(
      new Option('--visibility-timeout <duration>', 'how long messages stay hidden if this command is killed')
        .argParser(argument(parseVisibilityTimeout))
        .default(300_000, '5m'),
    );
}

function withDisposal(command: Command): Command {
  return withQueues(command).option('--dry-run', 'only show which').option('--yes', 'do not ask');
}
