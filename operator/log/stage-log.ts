/** Follows the logs of a stage's functions, as one. */
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { findMapping } from '../mappings/event-source-mapping.ts';
import type { Session } from '../stack/session.ts';
import { readSourceQueue } from '../stack/source-queue.ts';
import { chooseQueues, type StageQueue } from '../stack/stack.ts';
import { type LogEvent, LogTail } from './log-tail.ts';
import { awsRate, leaveThrottlingToPace, localRate, RequestPace, type Sleep } from './request-pace.ts';

type LogSession = Pick<Session, 'aws' | 'stack' | 'now'>;

export interface LogChoice {
  /** The name of one queue; undefined for all queues of the stage. */
  readonly queue?: string | undefined;
  /** Milliseconds since the epoch: nothing older is returned. */
  readonly since: number;
  /** Only lines with it: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html */
  readonly pattern: string;
}

export class StageLog {
  readonly #tails: readonly LogTail[];
  /** What was read since the last call that succeeded. A group that was read waits for those that failed. */
  readonly #read = new Map<LogTail, readonly LogEvent[]>();

  constructor(tails: readonly LogTail[]) {
    this.#tails = tails;
  }

  /**
   * The lines that are new since the last call that succeeded, by time. If one group fails, the lines of the others come
   * with the next call that succeeds. After an interruption some are missing.
   */
  async next(interruption: AbortSignal): Promise<readonly LogEvent[]> {
    const unread = this.#tails.filter((tail) => !this.#read.has(tail));
    // Only when all have ended may the next call read the same groups.
    const reads = await Promise.allSettled(
      unread.map(async (tail) => this.#read.set(tail, await tail.next(interruption))),
    );
    const failure = reads.find((one) => one.status === 'rejected');
    if (failure && !interruption.aborted) throw failure.reason;
    const events = [...this.#read.values()].flat();
    this.#read.clear();
    return events.sort((one, other) => one.timestamp - other.timestamp);
  }
}

/**
 * @param sleep waits between two requests
 * @throws NotFound
 */
export async function openStageLog(session: LogSession, choice: LogChoice, sleep: Sleep): Promise<StageLog> {
  const queues = chooseQueues(session.stack, choice.queue);
  const pace = new RequestPace(session.aws.isOnThisMachine ? localRate : awsRate, session.now, sleep);
  leaveThrottlingToPace(session.aws.client(CloudWatchLogsClient));
  return new StageLog(await Promise.all(queues.map((queue) => openLogTail(session, queue, pace, choice))));
}

/** Lambda knows a queue by its ARN, and CloudWatch knows a function's log by the function's name. */
async function openLogTail(
  { aws, now }: LogSession,
  queue: StageQueue,
  pace: RequestPace,
  { since, pattern }: LogChoice,
): Promise<LogTail> {
  const { arn } = await readSourceQueue(aws.sqs, queue);
  const { functionName } = await findMapping(aws.client(LambdaClient), arn);
  const group = `/aws/lambda/${functionName}`;
  return new LogTail(aws.client(CloudWatchLogsClient), pace, group, pattern, { since, now });
}
