#!/usr/bin/env node
/** `zuora-access`: the operator's commands for dead letters and for the ledger. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { connect, stageOf } from './aws.ts';
import { list } from './commands/list.ts';
import { purge } from './commands/purge.ts';
import { redrive } from './commands/redrive.ts';
import { show } from './commands/show.ts';
import { status } from './commands/status.ts';
import { parseDuration, parseVisibilityTimeout } from './duration.ts';
import { interruption } from './interruption.ts';
import { knownReasons } from './next-step.ts';
import { parseRate } from './pace.ts';
import { explain, UsageError } from './problem.ts';
import type { Session } from './session.ts';
import { findStack } from './stack.ts';

const program = new Command('zuora-access')
  .description('Dead letters of zuora-access, and what its ledger knows of an event.')
  .showHelpAfterError('For all options: --help')
  .exitOverride()
  .addHelpText(
    'after',
    `
Examples:
  zuora-access dlq list --stage prod
  zuora-access dlq show 0f9b8f3e-6d0a-4f55-9a55-0d6a6a3b1f01
  zuora-access dlq redrive --reason permission-denied --dry-run
  zuora-access status onboarding-2026-1042 --source https://hr.example.com/onboarding

On AWS with the usual settings (AWS_PROFILE, AWS_REGION, ...), or on the local stack with
AWS_ENDPOINT_URL=http://127.0.0.1:4566.

Exit codes: 0 done; 1 something failed, was not found, or was interrupted; 2 wrong usage.`,
  );

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
  .option('--rate <messages/s>', 'at most so many a second, such as 5/s', argument(parseRate))
  .addHelpText(
    'after',
    `
A message keeps its identity: work that is done already is recognised, and not done again.
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

withStage(program.command('status'))
  .argument('<event-id>', 'the id of an event, or the ID of the message that first brought it')
  .description('show what the ledger knows of an event')
  .option('--source <source>', 'the source of the event; without it the whole ledger is read')
  .option('--json', 'print JSON')
  .action((id, { stage, ...options }) => run(stage, (session) => status(session, id, options)));

function withStage(command: Command): Command {
  return command.addOption(
    new Option('--stage <stage>', 'the stage (default: local, if AWS is on this machine)').env('ZUORA_ACCESS_STAGE'),
  );
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

function argument<Value>(parse: (text: string) => Value): (text: string) => Value {
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      throw error instanceof UsageError ? new InvalidArgumentError(error.message) : error;
    }
  };
}

async function run(chosen: string | undefined, command: (session: Session) => Promise<number>): Promise<void> {
  const stage = stageOf(chosen, process.env);
  const clients = await connect(process.env);
  const stack = await findStack(clients, stage);
  process.exitCode = await command({ clients, stack, interruption: interruption(Date.now), now: Date.now });
}

// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode && 2;
  } else {
    console.error(`zuora-access: ${explain(error)}`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
