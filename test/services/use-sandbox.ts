/** The Zuora sandbox of a test. */
import { afterEach, beforeEach } from '@jest/globals';
import { type RunningZuora, startZuora, type ZuoraOptions } from '../../local/zuora/server.ts';

/** A sandbox that starts anew, on a free port, before each test of its block. */
class TestSandbox implements RunningZuora {
  #running: RunningZuora | undefined;

  get url(): string {
    return this.#current.url;
  }

  get port(): number {
    return this.#current.port;
  }

  async start(options: Omit<ZuoraOptions, 'port'>): Promise<void> {
    this.#running = await startZuora({ port: 0, ...options });
  }

  async close(): Promise<void> {
    await this.#running?.close();
  }

  get #current(): RunningZuora {
    if (this.#running === undefined) throw new Error('The sandbox starts before each test, not earlier.');
    return this.#running;
  }
}

export function useSandbox(options: Omit<ZuoraOptions, 'port'> = {}): TestSandbox {
  const sandbox = new TestSandbox();
  beforeEach(() => sandbox.start(options));
  afterEach(() => sandbox.close());
  return sandbox;
}
