/**
 * How processes behave. A process is determined by its message and by what it has heard, so each way that it may go is run
 * once, however many worlds it meets.
 */
import { setImmediate } from 'node:timers/promises';
import type { SQSRecord } from 'aws-lambda';
import { type Effect, type Heard, textOf } from './effect.ts';
import { type Deployment, Process } from './process.ts';

/** Where a process stands. */
export interface Position {
  readonly record: SQSRecord;
  readonly startedAt: number;
  /** What it waits for; undefined when it is through. */
  readonly effect: Effect | undefined;
  /** Everything that it has heard: with its message, all that it knows. */
  readonly heard: readonly Heard[];
  /** By what it hears next. */
  readonly next: Map<string, Position>;
}

export class Behaviour {
  readonly #deployment: Deployment;
  readonly #begun = new Map<string, Position>();
  /** A process that stands there, until it goes on. */
  readonly #standing = new Map<Position, Process>();
  #runs = 0;

  constructor(deployment: Deployment) {
    this.#deployment = deployment;
  }

  /** How often the code under test was run. */
  get runs(): number {
    return this.#runs;
  }

  async begin(record: SQSRecord, startedAt: number): Promise<Position> {
    const text = `${startedAt} ${JSON.stringify(record)}`;
    const known = this.#begun.get(text);
    if (known) return known;
    const process = await this.#start(record, startedAt);
    const position = { record, startedAt, effect: process.effect, heard: [], next: new Map() };
    this.#begun.set(text, position);
    this.#standing.set(position, process);
    return position;
  }

  async goOn(position: Position, heard: Heard): Promise<Position> {
    const text = textOf(heard);
    const known = position.next.get(text);
    if (known) return known;
    const process = this.#standing.get(position) ?? (await this.#runTo(position));
    this.#standing.delete(position);
    await process.hear(heard);
    const { record, startedAt } = position;
    const all = [...position.heard, heard];
    const effect = process.effect;
    const next = { record, startedAt, effect, heard: all, next: new Map() };
    position.next.set(text, next);
    if (effect) this.#standing.set(next, process);
    return next;
  }

  async #runTo({ record, startedAt, heard }: Position): Promise<Process> {
    const process = await this.#start(record, startedAt);
    for (const one of heard) await process.hear(one);
    return process;
  }

  async #start(record: SQSRecord, startedAt: number): Promise<Process> {
    this.#runs += 1;
    const process = new Process(this.#deployment, record, startedAt);
    await setImmediate();
    return process;
  }
}
