/** Follows the outcomes in the logs of a stage's functions. */
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { findMapping } from '../mappings/event-source-mapping.ts';
import type { Session } from '../stack/session.ts';
import { readSourceQueue } from '../stack/source-queue.ts';
import { chooseQueues, type StageQueue } from '../stack/stack.ts';
import { LogTail } from './log-tail.ts';
import { type LoggedOutcome, parseOutcomeLine } from './outcome-line.ts';
import { awsRate, leaveThrottlingToPace, localRate, RequestPace, type Sleep } from './request-pace.ts';

export interface TailedOutcome {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly line: LoggedOutcome;
}

/** CloudWatch sends only lines with this word; a few other lines may contain it too. */
const pattern = '"outcome"';

export class OutcomeTail {
  readonly #tails: readonly LogTail[];

  constructor(tails: readonly LogTail[]) {
    this.#tails = tails;
  }

  /** The outcomes that are new since the last call, by time. */
  async next(interruption: AbortSignal): Promise<readonly TailedOutcome[]> {
    const events = await Promise.all(this.#tails.map((tail) => tail.next(interruption))).catch((error) => {
      if (interruption.aborted) return [];
      throw error;
    });
    return events
      .flat()
      .sort((one, other) => one.timestamp - other.timestamp)
      .flatMap(({ timestamp, message }) => {
        const line = parseOutcomeLine(message);
        return line ? [{ timestamp, line }] : [];
      });
  }
}

/**
 * @param queue the name of one queue; undefined for all queues of the stage
 * @param since milliseconds since the epoch: nothing older is returned
 * @param sleep waits between two requests
 * @throws NotFound
 */
export async function openOutcomeTail(
  session: Pick<Session, 'aws' | 'stack' | 'now'>,
  queue: string | undefined,
  since: number,
  sleep: Sleep,
): Promise<OutcomeTail> {
  const queues = chooseQueues(session.stack, queue);
  const pace = new RequestPace(session.aws.isOnThisMachine ? localRate : awsRate, session.now, sleep);
  leaveThrottlingToPace(session.aws.client(CloudWatchLogsClient));
  return new OutcomeTail(await Promise.all(queues.map((pair) => openLogTail(session, pair, pace, since))));
}

/** Lambda knows a queue by its ARN, and CloudWatch knows a function's log by the function's name. */
async function openLogTail(
  { aws, now }: Pick<Session, 'aws' | 'now'>,
  queue: StageQueue,
  pace: RequestPace,
  since: number,
): Promise<LogTail> {
  const { arn } = await readSourceQueue(aws.sqs, queue);
  const { functionName } = await findMapping(aws.client(LambdaClient), arn);
  const group = `/aws/lambda/${functionName}`;
  return new LogTail(aws.client(CloudWatchLogsClient), pace, group, pattern, { since, now });
}
