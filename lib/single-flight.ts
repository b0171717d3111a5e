/** Shares one run of a task among all who ask while it is under way. */

/** A failure is shared too, and then forgotten. */
export class SingleFlight<Result> {
  readonly #underWay = new Map<string, Promise<Result>>();

  run(key: string, task: () => Promise<Result>): Promise<Result> {
    const running = this.#underWay.get(key);
    if (running) return running;
    const started = task().finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, started);
    return started;
  }
}
