/** What all measurements share: the bundles, the stand-ins, and how often each thing is measured. */
import {
  type Bundle,
  bundleContender,
  bundleRunner,
  type PackagedFunction,
  type PackagedService,
  packageDeployed,
  preparePackage,
} from './bundles.ts';
import { type Contender, contenders } from './contenders.ts';
import type { Handled, Order } from './runner/warm.ts';
import { Surroundings } from './surroundings.ts';
import { Worker } from './worker.ts';

export interface BenchOptions {
  /** For bundles and certificates. */
  readonly folder: string;
  /** The names of the contenders. */
  readonly names: readonly string[];
  /** How often everything is measured from the start, with new processes. */
  readonly runs: number;
  /** How often each contender has its turn in a run; undefined for what the measurement has by itself. */
  readonly rounds: number | undefined;
  /** Told to who waits. */
  readonly tell: (progress: string) => void;
}

export class Bench {
  readonly options: BenchOptions;
  readonly service: PackagedService;
  readonly #bundles: ReadonlyMap<string, Bundle>;
  readonly #runners: Readonly<Record<'cold' | 'warm', Bundle>>;

  private constructor(
    options: BenchOptions,
    service: PackagedService,
    bundles: ReadonlyMap<string, Bundle>,
    runners: Readonly<Record<'cold' | 'warm', Bundle>>,
  ) {
    this.options = options;
    this.service = service;
    this.#bundles = bundles;
    this.#runners = runners;
  }

  /** @param packaged the service; left out, it is packaged now */
  static async prepare(options: BenchOptions, packaged?: PackagedService): Promise<Bench> {
    const { folder, names } = options;
    await preparePackage(folder);
    const service = packaged ?? (await packageDeployed(folder));
    const others = names.filter((name) => name !== 'service');
    const bundles = await Promise.all(others.map(async (name) => [name, await bundleContender(name, folder)] as const));
    const runners = { cold: await bundleRunner('cold', folder), warm: await bundleRunner('warm', folder) };
    return new Bench(options, service, new Map(bundles), runners);
  }

  get contenders(): readonly Contender[] {
    return contenders.filter(({ name }) => this.options.names.includes(name));
  }

  /**
   * What runs as a contender.
   *
   * @param settings of the service that differ from its template
   */
  codeOf(name: string, settings: Readonly<Record<string, string>> = {}): PackagedFunction {
    const bundle = this.#bundles.get(name);
    if (bundle !== undefined) return { bundle, variables: {} };
    if (name !== 'service') throw new Error(`${name} has no bundle.`);
    const { requestUserAccess } = this.service.functions;
    return { ...requestUserAccess, variables: { ...requestUserAccess.variables, ...settings } };
  }

  /** Calls `use` with new stand-ins, over TLS. */
  withSurroundings<Result>(use: (surroundings: Surroundings) => Promise<Result>): Promise<Result> {
    return this.#with(true, use);
  }

  /** Calls `use` with new stand-ins that need no certificate. */
  withPlainSurroundings<Result>(use: (surroundings: Surroundings) => Promise<Result>): Promise<Result> {
    return this.#with(false, use);
  }

  async #with<Result>(isTls: boolean, use: (surroundings: Surroundings) => Promise<Result>): Promise<Result> {
    const { folder } = this.options;
    const surroundings = await Surroundings.start({ folder, isTls, keys: this.service.keys });
    try {
      return await use(surroundings);
    } finally {
      await surroundings.end();
    }
  }

  /** @param event the file of its only event */
  coldStart(surroundings: Surroundings, code: PackagedFunction, event: string): Worker {
    const env = { ...surroundings.environmentFor(code), BENCH_EVENT: event };
    return new Worker(this.#runners.cold.file, { env });
  }

  async warm(surroundings: Surroundings, code: PackagedFunction): Promise<WarmContender> {
    const env = surroundings.environmentFor(code);
    const worker = new Worker(this.#runners.warm.file, { env, execArgv: ['--expose-gc'] });
    await worker.next();
    return new WarmContender(code.bundle.file, worker);
  }
}

/** A contender that is loaded. */
export class WarmContender {
  readonly #name: string;
  readonly #worker: Worker;

  constructor(name: string, worker: Worker) {
    this.#name = name;
    this.#worker = worker;
  }

  /** @throws Error if a message failed: then it did not do the work that is measured */
  async handle(order: Exclude<Order, { heap: true }>): Promise<Handled> {
    const handled = await this.#worker.ask<Handled>(order);
    if (handled.failures > 0) throw new Error(`${this.#name}: ${handled.failures} messages failed.`);
    return handled;
  }

  /** In bytes, after a collection. */
  async heap(): Promise<number> {
    return (await this.#worker.ask<{ bytes: number }>({ heap: true })).bytes;
  }

  end(): Promise<void> {
    return this.#worker.end();
  }
}
