/** The commands for events. */
import { randomUUID } from 'node:crypto';
import { type Command, Option } from 'commander';
import { parseDuration } from '../../operator/duration.ts';
import { bodyOf } from '../../operator/files/input-file.ts';
import { readCatalogue } from '../../operator/publication/event-catalogue.ts';
import { toPublication } from '../../operator/publication/publication.ts';
import { publish } from '../commands/publish.ts';
import { status } from '../commands/status.ts';
import { tail } from '../commands/tail.ts';
import { argument, withStage } from './options.ts';
import { run } from './run.ts';

export function addEventCommands(program: Command): void {
  withStage(program.command('status'))
    .argument(
      '<event-id>',
      'the id of an event, of the identity event that it follows from, or of the message that first brought it',
    )
    .description('show what the ledger knows of an event')
    .option('--source <source>', 'the source of the event; without it the whole ledger is read')
    .option('--json', 'print JSON')
    .action((id, { stage, ...options }) => run(stage, (session) => status(session, id, options)));

  withStage(program.command('publish'))
    .argument('<file>', 'a CloudEvent in JSON, bare or in its envelope; - reads it from standard input')
    .description('check an event, and send it to the queue of its type')
    .addOption(
      new Option('--wait [duration]', 'follow it to its outcome, at most for so long')
        .argParser(argument(parseDuration))
        .preset('5m'),
    )
    .option('--new-id', 'send it as another event than the one in the file: under an id of its own, and as of now')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Whatever the service would refuse is not sent, and every wrong field is named. With --wait the exit code is 0 if the
event was applied, now or before, and 1 if it became a dead letter, is superseded, or has no outcome in time. What happened to people is
sent in the plain form, such as identity.user.joined.v1, and cannot be waited for: tail tells what becomes of it.

Examples:
  zuora-access publish events/user-access-requested.example.json --wait
  jq '.data.username = "ada@example.com"' event.json | zuora-access publish - --new-id --wait 1m`,
    )
    .action(async (file, { stage, newId, ...options }) => {
      const publication = toPublication(
        await bodyOf(file),
        await readCatalogue(),
        newId && { id: randomUUID(), time: new Date().toISOString() },
      );
      await run(stage, (session) => publish(session, publication, options));
    });

  withStage(program.command('tail'))
    .description('print a line for every outcome as it comes, until Ctrl-C')
    .option('--queue <queue>', 'only of this queue, such as user-access-requests')
    .addOption(
      new Option('--since <duration>', 'begin so far back, such as 10m')
        .argParser(argument(parseDuration))
        .default(0, 'now'),
    )
    .option('--json', 'print the lines of the log as they are')
    .addHelpText(
      'after',
      `
A line: time, outcome, operation, event id, message ID, attempt, duration, reason, detail, when it is tried again.
On AWS it comes some seconds after the outcome.

Example:
  zuora-access tail --since 10m --queue user-access-requests`,
    )
    .action(({ stage, ...options }) => run(stage, (session) => tail(session, options)));
}
