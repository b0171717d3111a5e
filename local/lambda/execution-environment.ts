/** One process that runs a function, one invocation after the other. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Invocation, runtimeMessageSchema } from './invocation.ts';

const bootstrapFile = join(import.meta.dirname, 'bootstrap.ts');

/**
 * Lambda's limit on loading a function, in milliseconds. Lambda loads a slower function again with its first invocation,
 * within the timeout of that invocation: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib
 */
const initTimeout = 10_000;

/** The function failed as a whole: it threw, crashed or ran out of time. The message says which. */
export class FunctionError extends Error {
  override readonly name = 'FunctionError';
}

export class ExecutionEnvironment {
  readonly #timeout: number;
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  readonly #ready: Promise<unknown>;

  /**
   * Starts the process.
   *
   * @param codeFolder the unpacked bundle
   * @param env all of the process's environment; nothing is inherited
   * @param timeout of an invocation, in milliseconds
   * @param onLine takes each line that the function writes to its standard output or error
   */
  constructor(
    codeFolder: string,
    env: Readonly<Record<string, string>>,
    timeout: number,
    onLine: (line: string) => void,
  ) {
    this.#timeout = timeout;
    this.#child = fork(bootstrapFile, [], {
      cwd: codeFolder,
      env,
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const output of [this.#child.stdout, this.#child.stderr]) {
      if (output) createInterface(output).on('line', onLine);
    }
    this.#closed = once(this.#child, 'close');
    this.#ready = this.#nextMessage(initTimeout + timeout);
    this.#ready.catch(() => {}); // The first invocation reports it.
  }

  /** Whether it can take another invocation. */
  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /**
   * Calls the handler and returns its response, a JSON value. After the timeout the process is killed.
   *
   * @throws FunctionError
   */
  async invoke(request: Omit<Invocation, 'deadline'>): Promise<unknown> {
    await this.#ready;
    const timeout = this.#timeout;
    const answered = this.#nextMessage(timeout);
    // If the process has ended, `answered` rejects.
    this.#child.send({ ...request, deadline: Date.now() + timeout } satisfies Invocation, () => {});
    const { data } = runtimeMessageSchema.safeParse(await answered);
    if (data?.kind === 'response') return data.payload;
    throw new FunctionError(data?.kind === 'error' ? data.message : 'Runtime answered out of turn');
  }

  /** Ends the process, and resolves when every line that it wrote has been passed on. */
  async stop(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#closed;
  }

  #nextMessage(limit: number): Promise<unknown> {
    const child = this.#child;
    return new Promise((resolve, reject) => {
      let timedOut = false;
      const timer = setTimeout(() => {
        timedOut = true;
        child.kill('SIGKILL');
      }, limit);
      function onMessage(message: unknown) {
        settle();
        resolve(message);
      }

      function onExit(code: number | null, signal: string | null) {
        settle();
        const end = timedOut
          ? `Task timed out after ${(limit / 1000).toFixed(2)} seconds`
          : `Runtime exited with ${signal ? `signal ${signal}` : `exit status ${code}`}`;
        reject(new FunctionError(end));
      }

      function settle() {
        clearTimeout(timer);
        child.off('message', onMessage);
        child.off('exit', onExit);
      }
      child.on('message', onMessage);
      child.on('exit', onExit);
    });
  }
}
