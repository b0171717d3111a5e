/** The commands for events. */
import { randomUUID } from 'node:crypto';
import { type Command, Option } from 'commander';
import { parseCount } from '../arguments/count.ts';
import { parseDuration } from '../arguments/duration.ts';
import { readMessageBody } from '../arguments/message-body.ts';
import { parseRequiredText } from '../arguments/required-text.ts';
import { argumentParser, withStage, withWait } from './options.ts';
import { runInSession } from './session.ts';

export function addEventCommands(program: Command): void {
  withStage(program.command('status'))
    .argument(
      '<id-or-username>',
      'an id of the event, of its identity event or of a change; or a login name',
      argumentParser(parseRequiredText),
    )
    .description("show the ledger's records of an event, or of a person's events")
    .option('--source <source>', 'the source of the event; without it the ledger is searched')
    .addOption(
      new Option('--max-records <count>', 'without --source, read at most about so many records')
        .argParser(argumentParser(parseCount))
        .default(100_000),
    )
    .addOption(
      new Option('--from <position>', 'search on from where an earlier search ended')
        .argParser(argumentParser(parseRequiredText))
        .conflicts('source'),
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
The id may be that of an event, of an identity event, of the message with either of them, of a correlation, or of an
effective-dated change. With a login name you see the events about a person. For the person's access, see access.

A search ends after --max-records. It then says with which --from it goes on, and the exit code is 1.

Examples:
  zuora-access status onboarding-2041 --source https://hr.example.com/onboarding
  zuora-access status ada@example.com`,
    )
    .action((id, { stage, ...options }) =>
      runInSession(
        stage,
        () => import('../commands/status.ts'),
        ({ showStatus }, session) => showStatus(session, id, options),
      ),
    );

  withWait(withStage(program.command('publish')), 'the event')
    .argument('<file>', "a message's body, as the queue takes it; - reads standard input")
    .description('check an event, and send it to its queue')
    .option('--new-id', 'send it as a new event: with an id of its own and the current time')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
An event that the service would refuse is not sent; the command names every wrong field.

With --wait the exit code is 0 if the event was applied, now or before. It is 1 if the event became a dead letter, is
superseded, concerns a user that Zuora does not know, or has no outcome in time.

The file may also hold an identity event in any form that the service reads, such as an event hook of Okta. It cannot be
followed with --wait: use tail to see its outcome.

Examples:
  zuora-access publish events/user-access-requested.example.json --new-id --wait
  jq '.data.username = "ada@example.com"' event.json | zuora-access publish - --new-id --wait 1m`,
    )
    .action(async (file, { stage, newId, ...options }) => {
      const [{ readEventCatalogue }, { toPublication }] = await Promise.all([
        import('../../operator/publication/event-catalogue.ts'),
        import('../../operator/publication/publication.ts'),
      ]);
      const publication = toPublication(
        await readMessageBody(file),
        await readEventCatalogue(),
        newId && { id: randomUUID(), time: new Date().toISOString() },
      );
      await runInSession(
        stage,
        () => import('../commands/publish.ts'),
        ({ publish }, session) => publish(session, publication, options),
      );
    });

  withStage(program.command('tail'))
    .description('print a line for every outcome as it comes, until Ctrl-C')
    .option('--queue <queue>', 'only outcomes of this queue, such as user-access-requests')
    .addOption(
      new Option('--since <duration>', 'begin this long ago, such as 10m')
        .argParser(argumentParser(parseDuration))
        .default(0, 'now'),
    )
    .addOption(
      new Option('--until <duration>', 'end with the outcomes of this long ago, and wait for no others').argParser(
        argumentParser(parseDuration),
      ),
    )
    .option('--json', 'print the lines of the log as they are')
    .addHelpText(
      'after',
      `
A line has: time, outcome, operation, person, entities, assignments, effective date, event id, message ID, attempt, duration,
reason, detail, time to the next attempt. Entities have the names of policy.yml in this folder; without it the end of their id.
On AWS it appears some seconds after the outcome.

Examples:
  zuora-access tail --since 10m --queue user-access-requests
  zuora-access tail --since 2h --until 1h`,
    )
    .action(({ stage, ...options }) =>
      runInSession(
        stage,
        () => import('../commands/tail.ts'),
        ({ tail }, session) => tail(session, options),
      ),
    );
}
