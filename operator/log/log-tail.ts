/** What a log group takes up from now on, each event once. */
import { type CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { z } from 'zod';

export interface LogEvent {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly message: string;
}

/**
 * For how many milliseconds before the newest event older ones are still looked for: CloudWatch takes events up some
 * seconds after they were written, and those of several environments in any order.
 */
const lateness = 60_000;

/** What an event always has, though the SDK's type calls all of it optional. */
const logged = z.object({ eventId: z.string(), timestamp: z.number(), message: z.string() });

export class LogTail {
  readonly #client: CloudWatchLogsClient;
  readonly #group: string;
  readonly #pattern: string;
  readonly #since: number;
  #newest: number;
  /** The events that have been given, with their times, as far back as they are looked for again. */
  readonly #given = new Map<string, number>();

  /**
   * @param pattern https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
   * @param since milliseconds since the epoch: nothing older is given
   */
  constructor(client: CloudWatchLogsClient, group: string, pattern: string, since: number) {
    this.#client = client;
    this.#group = group;
    this.#pattern = pattern;
    this.#since = since;
    this.#newest = since;
  }

  /** The events that have not been given yet. A page may be empty and yet have a next one. */
  async next(abortSignal: AbortSignal): Promise<LogEvent[]> {
    const startTime = Math.max(this.#since, this.#newest - lateness);
    const pages = paginateFilterLogEvents(
      { client: this.#client },
      { logGroupName: this.#group, filterPattern: this.#pattern, startTime },
      { abortSignal },
    );
    const fresh: LogEvent[] = [];
    for await (const { events = [] } of pages) {
      for (const { eventId, timestamp, message } of events.map((event) => logged.parse(event))) {
        if (this.#given.has(eventId)) continue;
        this.#given.set(eventId, timestamp);
        this.#newest = Math.max(this.#newest, timestamp);
        fresh.push({ timestamp, message });
      }
    }
    for (const [eventId, timestamp] of this.#given) if (timestamp < startTime) this.#given.delete(eventId);
    return fresh;
  }
}
