/** The embedded AWS of a test file. */
import { afterAll, beforeAll } from '@jest/globals';
import { embeddedAws } from '../../operator/aws-access.ts';
import { type AwsProcess, startAwsProcess } from './aws-process.ts';

/** What an SDK client of it is made with. */
type ClientSettings = Omit<ReturnType<typeof embeddedAws>, 'endpoint'> & {
  readonly endpoint: () => Promise<{ readonly url: URL }>;
};

interface Client {
  destroy(): void;
}

/** An AWS that starts before the first test of a file, and ends after the last one. */
class TestAws {
  #process: AwsProcess | undefined;
  readonly #clients: Client[] = [];
  readonly #time: string | undefined;

  constructor(time: string | undefined) {
    this.#time = time;
  }

  /** @throws Error before the first test */
  get url(): string {
    if (this.#process === undefined) throw new Error('The AWS starts before the first test, not earlier.');
    return this.#process.url;
  }

  /** A client for all tests of the file. It can be made at once: it needs the address only when it sends. */
  client<Kind extends Client>(make: (settings: ClientSettings) => Kind): Kind {
    const client = make({ ...embeddedAws(''), endpoint: async () => ({ url: new URL(this.url) }) });
    this.#clients.push(client);
    return client;
  }

  async start(): Promise<void> {
    this.#process = await startAwsProcess(undefined, undefined, this.#time);
  }

  async end(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await this.#process?.end('SIGTERM');
  }
}

/** @param time when its clock begins, for tests with a clock of their own; that of the machine if left out */
export function useAws(time?: string): TestAws {
  const aws = new TestAws(time);
  beforeAll(() => aws.start());
  afterAll(() => aws.end());
  return aws;
}
