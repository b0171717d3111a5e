/** Reads logs at a pace that leaves room for other operators of the same account. */
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { Pace } from '../pace.ts';

/**
 * Requests a second. CloudWatch allows 5 in an account and region, so two operators can follow all logs at once.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 */
export const awsRate = 2;

/** Requests a second to a local stack's AWS, which has no such quota. */
export const localRate = 100;

/** Milliseconds. The first pause after a throttled request; each further one is twice as long, up to the last. */
const firstPause = 1000;
const lastPause = 30_000;

/** After so many pauses without an answer, about two minutes, the reading fails. */
const maxPauses = 8;

/** Waits so many milliseconds, or until an interruption. */
export type Sleep = (milliseconds: number, interruption: AbortSignal) => Promise<void>;

/** A request was throttled. The SDK does not know this error, so it does not send the request again by itself. */
export class Throttled extends Error {}

/** Has a client leave throttled requests to the pace: the SDK would send them again outside it. */
export function leaveThrottlingToPace(client: CloudWatchLogsClient): void {
  client.middlewareStack.addRelativeTo(
    <Input, Output>(next: (request: Input) => Promise<Output>) =>
      (request: Input) =>
        next(request).catch((error: unknown) => {
          throw isThrottling(error) ? new Throttled(error.message, { cause: error }) : error;
        }),
    { relation: 'after', toMiddleware: 'retryMiddleware', name: 'leaveThrottlingToPace', override: true },
  );
}

function isThrottling(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ThrottlingException';
}

/** Shared by all log groups that are followed. */
export class RequestPace {
  readonly #rate: number;
  readonly #pace: Pace;
  readonly #sleep: Sleep;
  /** Resolves when the last request that waits has its turn. */
  #lastTurn: Promise<void> = Promise.resolve();
  /** Since the last answer. */
  #pauses = 0;

  /**
   * @param rate requests a second
   * @param now milliseconds
   */
  constructor(rate: number, now: () => number, sleep: Sleep) {
    this.#rate = rate;
    this.#pace = new Pace(rate, now);
    this.#sleep = sleep;
  }

  /**
   * Sends a request when its turn has come, and again after a pause if it is throttled.
   *
   * @returns undefined after an interruption
   */
  async send<Answer>(request: () => Promise<Answer>, interruption: AbortSignal): Promise<Answer | undefined> {
    for (;;) {
      await this.#turn(interruption);
      if (interruption.aborted) return undefined;
      const pausesBefore = this.#pauses;
      try {
        const answer = await request();
        this.#pauses = 0;
        return answer;
      } catch (error) {
        if (!(error instanceof Throttled)) throw error;
        if (this.#pauses >= maxPauses) throw error.cause;
        // Requests that were under way together make one pause.
        if (this.#pauses === pausesBefore) this.#pause();
      }
    }
  }

  /** One request after the other reserves its time, so that a pause also puts off those that wait. */
  #turn(interruption: AbortSignal): Promise<void> {
    this.#lastTurn = this.#lastTurn.then(() => this.#sleep(this.#pace.reserve(1), interruption));
    return this.#lastTurn;
  }

  #pause(): void {
    this.#pace.reserve((this.#rate * Math.min(lastPause, firstPause * 2 ** this.#pauses)) / 1000);
    this.#pauses += 1;
  }
}
