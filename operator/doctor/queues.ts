/** A queue, what feeds its messages to a function, and its dead letters. */
import type { Clients } from '../connection.ts';
import { DeadLetterQueue } from '../dead-letters/dead-letter-queue.ts';
import { NotFound } from '../errors.ts';
import { type EventSourceMapping, findMapping } from '../mappings/event-source-mapping.ts';
import { readQueue, type SourceQueue } from '../stack/source-queue.ts';
import type { QueuePair } from '../stack/stack.ts';
import { examine, type Line } from './check.ts';
import { type Finding, fail, ok, warn } from './finding.ts';
import { mendOf } from './read-fix.ts';

export const queueChecks = ['Queue', 'Event source mapping', 'Dead letters'];

/** @param queue of this stage */
export async function examineQueue(clients: Clients, stage: string, queue: QueuePair): Promise<readonly Line[]> {
  const about = queue.name;
  const mendMapping = mendOf('lambda:ListEventSourceMappings');
  const feeding = (source: SourceQueue) =>
    examine({
      name: 'Event source mapping',
      about,
      read: () => findMapping(clients.lambda, source.arn),
      judgeRule: (mapping) => judgeMapping(mapping, `zuora-access resume ${queue.name} --stage ${stage}`),
      mend: (error) => (error instanceof NotFound ? `npx serverless deploy --stage ${stage}` : mendMapping(error)),
    });
  const lines = await Promise.all([
    examine(
      {
        name: 'Queue',
        about,
        read: () => readQueue(clients.sqs, queue),
        judgeRule: ({ waiting, inFlight }) =>
          ok(`about ${waiting} messages wait, ${inFlight} are in flight or put off`),
        mend: mendOf('sqs:GetQueueAttributes'),
      },
      { names: ['Event source mapping'], examine: (source) => [feeding(source)] },
    ),
    examine({
      name: 'Dead letters',
      about,
      read: () => new DeadLetterQueue(clients.sqs, queue, 0).counts(),
      judgeRule: ({ visible, inFlight }) =>
        judgeDeadLetters(visible + inFlight, `--queue ${queue.name} --stage ${stage}`),
      mend: mendOf('sqs:GetQueueAttributes'),
    }),
  ]);
  return lines.flat();
}

/** @param resume the command that enables it */
function judgeMapping({ state, functionName }: EventSourceMapping, resume: string): Finding {
  switch (state) {
    case 'Enabled':
      return ok(`Enabled: ${functionName} takes the messages`);
    case 'Disabled':
    case 'Disabling':
      return fail(`${state}: ${functionName} takes no messages, they wait on the queue`, resume);
    default:
      return warn(`${state}: AWS is at work on it`, 'Run this again in a minute.');
  }
}

/** @param which options that choose the queue */
function judgeDeadLetters(count: number, which: string): Finding {
  if (count === 0) return ok('none');
  return warn(
    `about ${count}`,
    `See why (zuora-access dlq list ${which}), mend that, then zuora-access dlq redrive ${which}`,
  );
}
