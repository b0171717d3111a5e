/** A console of a test, and requests to it as a browser, or somebody else, would send them. */
import { afterEach, beforeEach } from '@jest/globals';
import { type RunningConsole, startConsole } from '../../console/console.ts';
import type { Stack } from '../../operator/stack/stack.ts';
import { type SandboxReply, sendToSandbox } from '../services/sandbox-client.ts';
import { useAws } from '../services/use-aws.ts';
import { testSession } from './test-stage.ts';

export class TestConsole {
  running!: RunningConsole;
  notices: string[] = [];
  /** The console's clock; milliseconds since the epoch. */
  time = Date.parse('2026-11-30T08:00:00Z');

  get origin(): string {
    return new URL(this.running.url).origin;
  }

  get host(): string {
    return new URL(this.running.url).host;
  }

  /** The one-time token that was printed last. */
  get token(): string {
    const printed = [this.running.url, ...this.notices].flatMap((text) => /token=(\S+)/.exec(text)?.[1] ?? []);
    return printed.at(-1) ?? '';
  }

  send(method: string, path: string, headers: Record<string, string> = {}, body?: unknown): Promise<SandboxReply> {
    return sendToSandbox(this.origin, method, path, { headers, body });
  }

  /** Lets a browser in. */
  async enter(): Promise<Browser> {
    const { headers } = await this.send('GET', `/?token=${this.token}`);
    const cookie = String(headers['set-cookie']).split(';')[0] ?? '';
    const token = /#token=([\w-]+)$/.exec(String(headers['location']))?.[1] ?? '';
    const read = { cookie, 'x-console-token': token };
    return { cookie, read, write: { ...read, origin: this.origin } };
  }
}

export interface Browser {
  readonly cookie: string;
  /** The headers of a request of its own pages. */
  readonly read: Record<string, string>;
  /** The headers of a write of its own pages. */
  readonly write: Record<string, string>;
}

interface Options {
  readonly isReadOnly?: boolean;
  readonly sandboxUrl?: string;
  readonly stack?: Partial<Stack>;
}

/** A console on the embedded AWS, anew before each test of its file. */
export function useConsole({ isReadOnly = false, sandboxUrl, stack = {} }: Options = {}): TestConsole {
  const aws = useAws();
  const console = new TestConsole();
  beforeEach(async () => {
    console.notices = [];
    const { env, openSession } = await testSession(aws.url, stack);
    const notice = (text: string) => console.notices.push(text);
    const others = { now: () => console.time, sandboxUrl };
    console.running = await startConsole({ openSession, env, port: 0, isReadOnly, notice, ...others });
  });
  afterEach(() => console.running.close());
  return console;
}
