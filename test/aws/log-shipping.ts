/**
 * Puts what the functions of a local stack have written into CloudWatch Logs, as Lambda does. The stack itself does it in
 * its embedded AWS alone.
 */
import { createReadStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { CloudWatchLogsClient, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import { sharedAws } from './shared-aws.ts';

/** Milliseconds between two looks at the file. */
const interval = 200;

const logLine = z.looseObject({ operation: z.string() });

export class LogShipping {
  readonly #logs = new CloudWatchLogsClient(sharedAws());
  readonly #stream: string;
  readonly #file: string;
  readonly #groups = new Set<string>();
  readonly #ending = new AbortController();
  readonly #shipping: Promise<void>;
  /** Bytes of the file that are in the log groups. */
  #shipped = 0;

  /**
   * @param file with one line of JSON for each that a function has written
   * @param stream a name that no other shipping has
   */
  constructor(file: string, stream: string) {
    this.#file = file;
    this.#stream = stream;
    this.#shipping = this.#run();
    this.#shipping.catch(() => undefined); // end() tells of it.
  }

  /** @throws Error of AWS, if it has not taken all */
  async end(): Promise<void> {
    this.#ending.abort();
    await this.#shipping;
    this.#logs.destroy();
  }

  async #run(): Promise<void> {
    while (!this.#ending.signal.aborted) {
      await this.#ship();
      await sleep(interval, undefined, { signal: this.#ending.signal }).catch(() => undefined);
    }
  }

  async #ship(): Promise<void> {
    let text = '';
    for await (const part of createReadStream(this.#file, { start: this.#shipped, encoding: 'latin1' })) text += part;
    // A line may be half written.
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    this.#shipped += whole.length;
    const lines = Buffer.from(whole, 'latin1').toString().split('\n').filter(Boolean);
    const byOperation = Map.groupBy(lines, (line) => logLine.parse(JSON.parse(line)).operation);
    for (const [operation, messages] of byOperation) {
      await this.#put(`/aws/lambda/zuora-access-local-${operation}`, messages);
    }
  }

  async #put(logGroupName: string, messages: readonly string[]): Promise<void> {
    const place = { logGroupName, logStreamName: this.#stream };
    if (!this.#groups.has(logGroupName)) await this.#logs.send(new CreateLogStreamCommand(place));
    this.#groups.add(logGroupName);
    const timestamp = Date.now();
    const logEvents = messages.map((message) => ({ timestamp, message }));
    await this.#logs.send(new PutLogEventsCommand({ ...place, logEvents }));
  }
}
