/**
 * Repeats a call of DynamoDB by the rules of the AWS SDK: which errors, how often, after which delay, and not once too many
 * calls fail. https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
import {
  getRetryAfterHint,
  isThrottlingError,
  isTransientError,
  StandardRetryStrategy,
  type StandardRetryStrategyOptions,
} from '@smithy/core/retry';
import { abortError } from './http-sender.ts';

/** Those of the SDK's client of DynamoDB. The delay is in milliseconds. */
const sdkOptions = { maxAttempts: 4, baseDelay: 25 };

/** Chooses the delays. Without one, chance does, as in the SDK. */
export type BackOff = StandardRetryStrategyOptions['backoff'];

type Token = Awaited<ReturnType<StandardRetryStrategy['acquireInitialRetryToken']>>;

export class Retries {
  readonly #strategy: StandardRetryStrategy;

  constructor(backoff: BackOff) {
    this.#strategy = new StandardRetryStrategy({ ...sdkOptions, ...(backoff && { backoff }) });
  }

  /** @throws what the last attempt threw, or `AbortError` once the signal has aborted */
  async run<Output>(attempt: () => Promise<Output>, signal: AbortSignal): Promise<Output> {
    let token = await this.#strategy.acquireInitialRetryToken('');
    for (;;) {
      try {
        const output = await attempt();
        this.#strategy.recordSuccess(token);
        return output;
      } catch (error) {
        token = await unlessAborted(this.#nextToken(token, error), signal);
      }
    }
  }

  /** Waits for the next attempt. @throws the error if there is none */
  async #nextToken(token: Token, error: unknown): Promise<Token> {
    const errorType = errorTypeOf(Object(error));
    if (errorType === undefined) throw error;
    const retryAfterHint = getRetryAfterHint(Object(error).$response);
    try {
      const info = { errorType, ...(retryAfterHint && { retryAfterHint }) };
      return await this.#strategy.refreshRetryTokenForRetry(token, info);
    } catch {
      throw error;
    }
  }
}

/** @returns undefined for an error that is final */
function errorTypeOf(error: Parameters<typeof isTransientError>[0]): 'THROTTLING' | 'TRANSIENT' | undefined {
  if (isThrottlingError(error)) return 'THROTTLING';
  return isTransientError(error) ? 'TRANSIENT' : undefined;
}

async function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(abortError(signal));
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
