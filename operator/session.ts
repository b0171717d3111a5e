/** What every command works with, made once. */
import type { Clients } from './connection.ts';
import { DeadLetterQueue } from './dead-letters/dead-letter-queue.ts';
import { chosenQueues, type Stack } from './stack/stack.ts';

export interface Session {
  readonly clients: Clients;
  readonly stack: Stack;
  /** Aborted when the operator wants the command to end. */
  readonly interruption: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface QueueOptions {
  /** One queue; all of the stage without it. */
  readonly queue?: string;
  /** Milliseconds for which a message is hidden if the command is killed. */
  readonly visibilityTimeout: number;
}

/** @throws NotFound */
export function deadLetterQueues({ clients, stack }: Session, { queue, visibilityTimeout }: QueueOptions) {
  return chosenQueues(stack, queue).map((pair) => new DeadLetterQueue(clients.sqs, pair, visibilityTimeout));
}
