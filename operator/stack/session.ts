/** What an operator's work on one stage needs. */
import type { ProxyOptions } from '../proxy.ts';
import type { AwsConnection } from './aws-connection.ts';
import type { Stack } from './stack.ts';

export interface Session {
  readonly aws: AwsConnection;
  readonly stack: Stack;
  /** On the way to Zuora. The connection to AWS has its own. */
  readonly proxy: ProxyOptions;
  /** Aborted when the operator wants the work to end. */
  readonly interruption: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}
