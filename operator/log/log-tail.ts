/** Follows a log group: returns each event once. */
import {
  type CloudWatchLogsClient,
  FilterLogEventsCommand,
  type FilterLogEventsCommandOutput,
} from '@aws-sdk/client-cloudwatch-logs';
import { z } from 'zod';
import type { RequestPace } from './request-pace.ts';

export interface LogEvent {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly message: string;
}

/**
 * Milliseconds before the newest event in which older events may still appear: CloudWatch ingests events some seconds
 * after they were written, and those of several environments in any order.
 */
const lateness = 60_000;

/** What an event always has, although the SDK's type makes all of it optional. */
const logEvent = z.object({ eventId: z.string(), timestamp: z.number(), message: z.string() });

export class LogTail {
  readonly #client: CloudWatchLogsClient;
  readonly #pace: RequestPace;
  readonly #group: string;
  readonly #pattern: string;
  readonly #since: number;
  #newest: number;
  /** The returned events that may be read again, with their times. */
  readonly #returned = new Map<string, number>();

  /**
   * @param pattern https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
   * @param since milliseconds since the epoch: nothing older is returned
   */
  constructor(client: CloudWatchLogsClient, pace: RequestPace, group: string, pattern: string, since: number) {
    this.#client = client;
    this.#pace = pace;
    this.#group = group;
    this.#pattern = pattern;
    this.#since = since;
    this.#newest = since;
  }

  /** The events that are new since the last call. An empty page may have a next page. */
  async next(abortSignal: AbortSignal): Promise<LogEvent[]> {
    const startTime = Math.max(this.#since, this.#newest - lateness);
    const fresh: LogEvent[] = [];
    for await (const { events = [] } of this.#pages(startTime, abortSignal)) {
      for (const { eventId, timestamp, message } of events.map((event) => logEvent.parse(event))) {
        if (this.#returned.has(eventId)) continue;
        this.#returned.set(eventId, timestamp);
        this.#newest = Math.max(this.#newest, timestamp);
        fresh.push({ timestamp, message });
      }
    }
    for (const [eventId, timestamp] of this.#returned) if (timestamp < startTime) this.#returned.delete(eventId);
    return fresh;
  }

  async *#pages(startTime: number, abortSignal: AbortSignal): AsyncGenerator<FilterLogEventsCommandOutput> {
    const filter = { logGroupName: this.#group, filterPattern: this.#pattern, startTime };
    let nextToken: string | undefined;
    do {
      const command = new FilterLogEventsCommand({ ...filter, nextToken });
      const page = await this.#pace.send(() => this.#client.send(command, { abortSignal }), abortSignal);
      if (page === undefined) return;
      yield page;
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  }
}
