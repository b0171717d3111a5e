/** The known processes of the functions, and the kills of them. */
import type { OperationName } from './operations.ts';

export class Processes {
  readonly #alive = new Map<number, OperationName>();
  readonly #killed = new Set<number>();
  /** Operations whose next reported process is to be killed. */
  readonly #condemned: OperationName[] = [];

  get kills(): number {
    return this.#killed.size;
  }

  /** Records that a process is alive. */
  heard(operation: OperationName, pid: number): void {
    if (this.#killed.has(pid)) return;
    this.#alive.set(pid, operation);
    const sentence = this.#condemned.indexOf(operation);
    if (sentence >= 0 && this.#kill(pid)) this.#condemned.splice(sentence, 1);
  }

  /** Kills a process of the operation, now or as soon as one is known. */
  kill(operation: OperationName): void {
    for (const [pid, its] of this.#alive) if (its === operation && this.#kill(pid)) return;
    this.#condemned.push(operation);
  }

  #kill(pid: number): boolean {
    this.#alive.delete(pid);
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      return false; // The process has already ended.
    }
    this.#killed.add(pid);
    return true;
  }
}
