/** The depth of each queue, and whether a function receives its messages: watched once for all pages. */
import { LambdaClient } from '@aws-sdk/client-lambda';
import { chooseDeadLetterQueues } from '../../operator/dead-letters/dead-letter-queue.ts';
import { NotFound } from '../../operator/errors.ts';
import { explainError } from '../../operator/explain-error.ts';
import { findMapping } from '../../operator/mappings/event-source-mapping.ts';
import type { Session } from '../../operator/stack/session.ts';
import { readSourceQueue } from '../../operator/stack/source-queue.ts';
import { hasDeadLetterQueue, type StageQueue } from '../../operator/stack/stack.ts';
import type { QueueMapping, QueueRow, QueueState } from '../shapes/health.ts';
import type { Stage } from '../stage.ts';
import { Watching } from '../watching.ts';

const intervals = { local: 1000, aws: 10_000 };

/** Only counts are read, so no message is hidden. */
const noReceiving = 0;

export class QueueWatch {
  readonly #watching: Watching<QueueState>;
  #state: QueueState | undefined;

  constructor(stage: Stage) {
    this.#watching = new Watching(stage, intervals, async () => {
      this.#state = await readQueues(stage.session);
      this.#watching.tell(this.#state);
      return undefined;
    });
  }

  follow(follower: (state: QueueState) => void, end: AbortSignal): void {
    if (this.#state) follower(this.#state);
    this.#watching.follow(follower, end);
  }
}

async function readQueues(session: Session): Promise<QueueState> {
  try {
    return { queues: await Promise.all(session.stack.queues.map((queue) => readQueue(session, queue))) };
  } catch (error) {
    return { queues: [], problem: explainError(error) };
  }
}

async function readQueue(session: Session, queue: StageQueue): Promise<QueueRow> {
  const { arn, waiting, inFlight } = await readSourceQueue(session.aws.sqs, queue);
  return {
    name: queue.name,
    waiting,
    inFlight,
    deadLetters: await countLetters(session, queue),
    mapping: await readMapping(session, arn),
  };
}

/** One that cannot be read is told: the depth of its queue counts nevertheless. */
async function readMapping({ aws }: Session, queueArn: string): Promise<QueueMapping> {
  try {
    return { is: 'there', state: (await findMapping(aws.client(LambdaClient), queueArn)).state };
  } catch (error) {
    return error instanceof NotFound ? { is: 'missing' } : { is: 'unread', problem: explainError(error) };
  }
}

async function countLetters(session: Session, queue: StageQueue): Promise<number | undefined> {
  if (!hasDeadLetterQueue(queue)) return undefined;
  const [letters] = chooseDeadLetterQueues(session, { queue: queue.name, visibilityTimeout: noReceiving });
  const counts = await letters?.counts();
  return counts && counts.visible + counts.inFlight;
}
