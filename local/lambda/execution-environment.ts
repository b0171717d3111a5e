/** One process that runs a function, for one invocation at a time and for as many as it survives. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { answer, type Invocation } from './invocation.ts';

const BOOTSTRAP = join(import.meta.dirname, 'bootstrap.ts');

/**
 * How long Lambda lets a function load. What takes longer is loaded anew by the first invocation, within the time of that
 * one: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib
 */
const INIT_TIMEOUT_MS = 10_000;

/** The function failed as a whole: it threw, crashed or ran out of time. The message says which. */
export class FunctionError extends Error {
  override readonly name = 'FunctionError';
}

export class ExecutionEnvironment {
  readonly #timeoutMs: number;
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  readonly #ready: Promise<unknown>;

  /**
   * Starts the process.
   *
   * @param codeFolder the unpacked bundle
   * @param env all of the process's environment; nothing is inherited
   * @param timeoutMs of an invocation
   * @param onLine takes each line that the function writes to its standard output or error
   */
  constructor(
    codeFolder: string,
    env: Readonly<Record<string, string>>,
    timeoutMs: number,
    onLine: (line: string) => void,
  ) {
    this.#timeoutMs = timeoutMs;
    this.#child = fork(BOOTSTRAP, [], {
      cwd: codeFolder,
      env,
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const output of [this.#child.stdout, this.#child.stderr]) {
      if (output) createInterface(output).on('line', onLine);
    }
    this.#closed = once(this.#child, 'close');
    this.#ready = this.#nextMessage(INIT_TIMEOUT_MS + timeoutMs);
    this.#ready.catch(() => {}); // The first invocation hears of it.
  }

  /** Whether it can take another invocation. */
  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /**
   * Calls the handler and returns its response, a JSON value. The process is killed when the time of the invocation is over.
   *
   * @throws FunctionError
   */
  async invoke(request: Omit<Invocation, 'deadline'>): Promise<unknown> {
    await this.#ready;
    const timeoutMs = this.#timeoutMs;
    const answered = this.#nextMessage(timeoutMs);
    // Should the process be gone, `answered` says so.
    this.#child.send({ ...request, deadline: Date.now() + timeoutMs } satisfies Invocation, () => {});
    const { data } = answer.safeParse(await answered);
    if (data?.kind === 'response') return data.payload;
    throw new FunctionError(data?.kind === 'error' ? data.message : 'Runtime answered out of turn');
  }

  /** Ends the process, and resolves when all that it wrote has been passed on. */
  async stop(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#closed;
  }

  #nextMessage(limitMs: number): Promise<unknown> {
    const child = this.#child;
    return new Promise((resolve, reject) => {
      let timedOut = false;
      const timer = setTimeout(() => {
        timedOut = true;
        child.kill('SIGKILL');
      }, limitMs);
      const onMessage = (message: unknown) => {
        settle();
        resolve(message);
      };
      const onExit = (code: number | null, signal: string | null) => {
        settle();
        const end = timedOut
          ? `Task timed out after ${(limitMs / 1000).toFixed(2)} seconds`
          : `Runtime exited with ${signal ? `signal ${signal}` : `exit status ${code}`}`;
        reject(new FunctionError(end));
      };
      const settle = () => {
        clearTimeout(timer);
        child.off('message', onMessage);
        child.off('exit', onExit);
      };
      child.on('message', onMessage);
      child.on('exit', onExit);
    });
  }
}
