/** The depth of each queue, and whether a function receives its messages: watched once for all pages. */
import { setTimeout } from 'node:timers/promises';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { chooseDeadLetterQueues } from '../../operator/dead-letters/dead-letter-queue.ts';
import { explainError } from '../../operator/explain-error.ts';
import { findMapping } from '../../operator/mappings/event-source-mapping.ts';
import type { Session } from '../../operator/stack/session.ts';
import { readSourceQueue } from '../../operator/stack/source-queue.ts';
import { hasDeadLetterQueue, type StageQueue } from '../../operator/stack/stack.ts';
import type { QueueRow, QueueState } from '../shapes/health.ts';
import type { Stage } from '../stage.ts';

/** Milliseconds between two readings. */
const localInterval = 1000;
const awsInterval = 10_000;

/** Only counts are read, so no message is hidden. */
const noReceiving = 0;

export class QueueWatch {
  readonly #stage: Stage;
  readonly #followers = new Set<(state: QueueState) => void>();
  #state: QueueState | undefined;
  #isWatching = false;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  follow(follower: (state: QueueState) => void, end: AbortSignal): void {
    if (this.#state) follower(this.#state);
    this.#followers.add(follower);
    end.addEventListener('abort', () => this.#followers.delete(follower));
    void this.#watch();
  }

  async #watch(): Promise<void> {
    if (this.#isWatching) return;
    this.#isWatching = true;
    const { session } = this.#stage;
    while (this.#followers.size > 0 && !session.interruption.aborted) {
      this.#state = await readQueues(session);
      for (const follower of this.#followers) follower(this.#state);
      const interval = session.aws.isOnThisMachine ? localInterval : awsInterval;
      await setTimeout(interval, undefined, { signal: session.interruption }).catch(() => undefined);
    }
    this.#isWatching = false;
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
  const mapping = await findMapping(session.aws.client(LambdaClient), arn).catch(() => undefined);
  return {
    name: queue.name,
    waiting,
    inFlight,
    deadLetters: await countLetters(session, queue),
    state: mapping?.state,
  };
}

async function countLetters(session: Session, queue: StageQueue): Promise<number | undefined> {
  if (!hasDeadLetterQueue(queue)) return undefined;
  const [letters] = chooseDeadLetterQueues(session, { queue: queue.name, visibilityTimeout: noReceiving });
  const counts = await letters?.counts();
  return counts && counts.visible + counts.inFlight;
}
