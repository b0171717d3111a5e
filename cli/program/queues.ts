/** The commands for queues. */
import type { Command } from 'commander';
import { withStage } from './options.ts';
import { runInSession } from './session.ts';

export function addQueueCommands(program: Command): void {
  withStage(program.command('pause'))
    .argument('<queue...>', 'such as user-access-requests')
    .description('stop the functions from receiving messages of these queues, until they are resumed')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Disables the queue's event source mapping, and waits until AWS has done so. A function finishes the messages that it has
already received. New messages wait on the queue. SQS deletes a message 4 days after it was sent: resume in time. A
deployment leaves a paused queue paused, unless it changes the mapping itself.

Example:
  zuora-access pause user-access-requests`,
    )
    .action((queues, { stage, ...options }) =>
      runInSession(
        stage,
        () => import('../commands/pause.ts'),
        ({ pauseQueues }, session) => pauseQueues(session, queues, options),
      ),
    );

  withStage(program.command('resume'))
    .argument('<queue...>', 'such as user-access-requests')
    .description('let the functions receive messages of these queues again')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Example:
  zuora-access resume user-access-requests`,
    )
    .action((queues, { stage, ...options }) =>
      runInSession(
        stage,
        () => import('../commands/pause.ts'),
        ({ resumeQueues }, session) => resumeQueues(session, queues, options),
      ),
    );
}
