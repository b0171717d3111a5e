/** A process of the benchmark. It is asked one thing at a time, over its channel. */
import { type ChildProcess, fork } from 'node:child_process';

interface Start {
  readonly args?: readonly string[];
  /** The whole environment: nothing is inherited. */
  readonly env?: Readonly<Record<string, string>>;
  readonly execArgv?: readonly string[];
}

export class Worker {
  readonly #child: ChildProcess;
  readonly #name: string;

  /** Its standard output goes nowhere, as a function's costs it nothing on Lambda. Its errors are shown. */
  constructor(file: string, { args = [], env, execArgv = [] }: Start = {}) {
    this.#name = file;
    this.#child = fork(file, args, {
      execArgv: [...execArgv],
      ...(env && { env }),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  }

  /** What it says next. @throws Error if it ends instead */
  next<Message>(): Promise<Message> {
    const { promise, resolve, reject } = Promise.withResolvers<Message>();
    const onMessage = (message: Message) => {
      this.#child.off('exit', onExit);
      resolve(message);
    };
    const onExit = (code: number | null) => {
      this.#child.off('message', onMessage);
      reject(new Error(`${this.#name} ended with ${code} before it answered.`));
    };
    this.#child.once('message', onMessage);
    this.#child.once('exit', onExit);
    return promise;
  }

  ask<Message>(question: object): Promise<Message> {
    const answer = this.next<Message>();
    this.#child.send(question);
    return answer;
  }

  /** Ends the process, and waits until it has. */
  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const { promise, resolve } = Promise.withResolvers<unknown>();
    this.#child.once('exit', resolve);
    this.#child.kill('SIGKILL');
    await promise;
  }
}
