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
 * Milliseconds after which an event is in the log: CloudWatch ingests events some seconds after they were written, and
 * those of several environments in any order. Most are there after the usual time.
 */
const usualLateness = 10_000;
const maxLateness = 60_000;

/** Milliseconds between two reads that also look for what was ingested later than usual. */
const lateReadInterval = 30_000;

/** What an event always has, although the SDK's type makes all of it optional. */
const logEvent = z.object({ eventId: z.string(), timestamp: z.number(), message: z.string() });

export class LogTail {
  readonly #client: CloudWatchLogsClient;
  readonly #pace: RequestPace;
  readonly #group: string;
  readonly #pattern: string;
  readonly #since: number;
  readonly #now: () => number;
  /** Each event that was the newest one when it was read, and the time of that read; in order. */
  readonly #newest: { readonly timestamp: number; readonly knownAt: number }[] = [];
  #lateReadAt = Number.NEGATIVE_INFINITY;
  /** Where the next read begins, and where the next one begins that also looks for late events. */
  #nextStart: number;
  #nextLateStart: number;
  /** The returned events that may be read again, with their times. */
  readonly #returned = new Map<string, number>();

  /**
   * @param pattern https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
   * @param since milliseconds since the epoch: nothing older is returned
   * @param now milliseconds
   */
  constructor(
    client: CloudWatchLogsClient,
    pace: RequestPace,
    group: string,
    pattern: string,
    { since, now }: { readonly since: number; readonly now: () => number },
  ) {
    this.#client = client;
    this.#pace = pace;
    this.#group = group;
    this.#pattern = pattern;
    this.#since = since;
    this.#now = now;
    this.#nextStart = since;
    this.#nextLateStart = since;
  }

  /**
   * The events that are new since the last call that succeeded: after a failure the next call reads everything again that
   * the failed one was to read. An empty page may have a next page.
   */
  async next(abortSignal: AbortSignal): Promise<readonly LogEvent[]> {
    const begin = this.#now();
    const isLateRead = begin - this.#lateReadAt >= lateReadInterval;
    // What is complete at the beginning of this read need not be read again after it.
    const [nextStart, nextLateStart] = [this.#completeUntil(usualLateness), this.#completeUntil(maxLateness)];
    const fresh = new Map<string, LogEvent>();
    for await (const { events = [] } of this.#pages(isLateRead ? this.#nextLateStart : this.#nextStart, abortSignal)) {
      for (const { eventId, timestamp, message } of events.map((event) => logEvent.parse(event))) {
        if (!this.#returned.has(eventId)) fresh.set(eventId, { timestamp, message });
      }
    }
    this.#nextStart = nextStart;
    if (isLateRead) {
      this.#lateReadAt = begin;
      this.#nextLateStart = nextLateStart;
    }
    for (const [eventId, { timestamp }] of fresh) this.#returned.set(eventId, timestamp);
    const events = [...fresh.values()];
    this.#noteNewest(events);
    this.#forget();
    return events;
  }

  /**
   * The time before which the log is complete, if no event is ingested later than `lateness`. Two rules give a time, and
   * the later one counts. The log is complete up to `lateness` before its newest event. It is also complete up to an event
   * that was known `lateness` ago, which needs no clock that agrees with the log's.
   */
  #completeUntil(lateness: number): number {
    const { timestamp = this.#since } = this.#newest.at(-1) ?? {};
    const settled = this.#newest.findLast(({ knownAt }) => knownAt <= this.#now() - lateness);
    return Math.max(this.#since, timestamp - lateness, settled ? settled.timestamp + 1 : 0);
  }

  #noteNewest(fresh: readonly LogEvent[]): void {
    const { timestamp: before = Number.NEGATIVE_INFINITY } = this.#newest.at(-1) ?? {};
    const timestamp = fresh.reduce((newest, event) => Math.max(newest, event.timestamp), before);
    if (timestamp > before) this.#newest.push({ timestamp, knownAt: this.#now() });
  }

  #forget(): void {
    for (const [eventId, timestamp] of this.#returned) {
      if (timestamp < this.#nextLateStart) this.#returned.delete(eventId);
    }
    const settled = this.#newest.findLastIndex(({ knownAt }) => knownAt <= this.#now() - maxLateness);
    if (settled > 0) this.#newest.splice(0, settled);
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
