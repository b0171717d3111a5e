/** Reads logs at a pace that leaves room for other operators of the same account. */
import { ThrottlingException } from '@aws-sdk/client-cloudwatch-logs';
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

/** After so many throttled requests in a row, about two minutes, the reading fails. */
const maxThrottled = 8;

/** Waits so many milliseconds, or until an interruption. */
export type Sleep = (milliseconds: number, interruption: AbortSignal) => Promise<void>;

/** Shared by all log groups that are followed. */
export class RequestPace {
  readonly #rate: number;
  readonly #pace: Pace;
  readonly #sleep: Sleep;
  #throttled = 0;

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
      await this.#sleep(this.#pace.reserve(1), interruption);
      if (interruption.aborted) return undefined;
      try {
        const answer = await request();
        this.#throttled = 0;
        return answer;
      } catch (error) {
        if (!(error instanceof ThrottlingException) || this.#throttled >= maxThrottled) throw error;
        // The requests of the other log groups wait too.
        this.#pace.reserve((this.#rate * Math.min(lastPause, firstPause * 2 ** this.#throttled)) / 1000);
        this.#throttled += 1;
      }
    }
  }
}
