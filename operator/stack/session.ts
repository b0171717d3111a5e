/** What an operator's work on one stage needs. */
import type { AwsConnection } from './aws-connection.ts';
import type { Stack } from './stack.ts';

export interface Session {
  readonly aws: AwsConnection;
  readonly stack: Stack;
  /** Aborted when the operator wants the work to end. */
  readonly interruption: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}
