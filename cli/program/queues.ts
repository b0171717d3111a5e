/** The commands for queues. */
import type { Command } from 'commander';
import { pause, resume } from '../commands/pause.ts';
import { withStage } from './options.ts';
import { run } from './run.ts';

export function addQueueCommands(program: Command): void {
  withStage(program.command('pause'))
    .argument('<queue...>', 'such as user-access-requests')
    .description("keep the functions from taking these queues' messages, until they are resumed")
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Disables the queue's event source mapping, and waits until AWS has done so. What a function has in hand it finishes.
Messages wait on the queue meanwhile. SQS deletes a message 4 days after it was sent: resume in time. A deployment
leaves a paused queue paused, unless it changes the mapping itself.

Example:
  zuora-access pause user-access-requests`,
    )
    .action((queues, { stage, ...options }) => run(stage, (session) => pause(session, queues, options)));

  withStage(program.command('resume'))
    .argument('<queue...>', 'such as user-access-requests')
    .description("let the functions take these queues' messages again")
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Example:
  zuora-access resume user-access-requests`,
    )
    .action((queues, { stage, ...options }) => run(stage, (session) => resume(session, queues, options)));
}
