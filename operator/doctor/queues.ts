/** Checks a queue, its event source mapping, and its dead letters. */
import { LambdaClient } from '@aws-sdk/client-lambda';
import { DeadLetterQueue } from '../dead-letters/dead-letter-queue.ts';
import { NotFound } from '../errors.ts';
import { type EventSourceMapping, findMapping } from '../mappings/event-source-mapping.ts';
import type { AwsConnection } from '../stack/aws-connection.ts';
import { readSourceQueue, type SourceQueue } from '../stack/source-queue.ts';
import { hasDeadLetterQueue, type QueuePair, type StageQueue } from '../stack/stack.ts';
import { type CheckResult, runCheck } from './check.ts';
import { type Finding, fail, ok, warn } from './finding.ts';
import { readFix } from './read-fix.ts';

export const queueChecks = ['Queue', 'Event source mapping', 'Dead letters'];

/** @param queue of this stage */
export async function checkQueue(
  aws: AwsConnection,
  stage: string,
  queue: StageQueue,
): Promise<readonly CheckResult[]> {
  const about = queue.name;
  const accessFix = readFix('lambda:ListEventSourceMappings');
  const checkMapping = (source: SourceQueue) =>
    runCheck({
      name: 'Event source mapping',
      about,
      read: () => findMapping(aws.client(LambdaClient), source.arn),
      judge: (mapping) => judgeMapping(mapping, `zuora-access resume ${queue.name} --stage ${stage}`),
      fix: (error) => (error instanceof NotFound ? `npx serverless deploy --stage ${stage}` : accessFix(error)),
    });
  const results = await Promise.all([
    runCheck(
      {
        name: 'Queue',
        about,
        read: () => readSourceQueue(aws.sqs, queue),
        judge: ({ waiting, inFlight }) =>
          ok(`about ${waiting} messages wait, ${inFlight} are in flight or wait for their next attempt`),
        fix: readFix('sqs:GetQueueAttributes'),
      },
      { names: ['Event source mapping'], run: (source) => [checkMapping(source)] },
    ),
    ...(hasDeadLetterQueue(queue) ? [checkDeadLetters(aws, stage, queue)] : []),
  ]);
  return results.flat();
}

function checkDeadLetters(aws: AwsConnection, stage: string, queue: QueuePair): Promise<readonly CheckResult[]> {
  return runCheck({
    name: 'Dead letters',
    about: queue.name,
    read: () => new DeadLetterQueue(aws.sqs, queue, 0).counts(),
    judge: ({ visible, inFlight }) => judgeDeadLetters(visible + inFlight, `--queue ${queue.name} --stage ${stage}`),
    fix: readFix('sqs:GetQueueAttributes'),
  });
}

/** @param resumeCommand the command that enables it */
function judgeMapping({ state, functionName }: EventSourceMapping, resumeCommand: string): Finding {
  switch (state) {
    case 'Enabled':
      return ok(`Enabled: ${functionName} receives the messages`);
    case 'Disabled':
    case 'Disabling':
      return fail(`${state}: ${functionName} receives no messages, they wait on the queue`, resumeCommand);
    default:
      return warn(`${state}: AWS is changing it`, 'Run this again in a minute.');
  }
}

/** @param options that choose the queue in a command */
function judgeDeadLetters(count: number, options: string): Finding {
  if (count === 0) return ok('none');
  return warn(
    `about ${count}`,
    `Find the causes with zuora-access dlq list ${options} and fix them, then run zuora-access dlq redrive ${options}`,
  );
}
