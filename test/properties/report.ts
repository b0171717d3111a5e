/** What many runs have come to, for the record. */
import { __version as fastCheck } from 'fast-check';
import * as z from 'zod';
import type { Invariant } from './invariants/invariant.ts';
import type { World } from './world/world.ts';

const outcomeLine = z.object({ outcome: z.string(), reason: z.optional(z.string()) });

export class Report {
  readonly #seed: number;
  readonly #judged: readonly Invariant[];
  readonly #startedAt = new Date();
  readonly #commands = new Map<string, number>();
  readonly #outcomes = new Map<string, number>();
  #runs = 0;
  #callsToZuora = 0;
  #changesInZuora = 0;

  /** @param judged the rules that every run is held to */
  constructor(seed: number, judged: readonly Invariant[]) {
    this.#seed = seed;
    this.#judged = judged;
  }

  add({ trace }: World): void {
    this.#runs += 1;
    this.#callsToZuora += trace.calls.length;
    this.#changesInZuora += trace.calls.flatMap(({ changes }) => changes).length;
    for (const command of trace.commands) count(this.#commands, command);
    for (const line of trace.lines) {
      const { data } = outcomeLine.safeParse(JSON.parse(line));
      if (data) count(this.#outcomes, [data.outcome, data.reason].filter(Boolean).join(': '));
    }
  }

  /** As JSON. */
  toString(): string {
    const now = new Date();
    const report = {
      date: now.toISOString(),
      seconds: Math.round((now.getTime() - this.#startedAt.getTime()) / 1000),
      seed: this.#seed,
      runs: this.#runs,
      versions: { node: process.versions.node, 'fast-check': fastCheck },
      held: this.#judged.map(({ name }) => name),
      callsToZuora: this.#callsToZuora,
      changesInZuora: this.#changesInZuora,
      commands: sorted(this.#commands),
      outcomes: sorted(this.#outcomes),
    };
    return `${JSON.stringify(report, null, 2)}\n`;
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function sorted(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => a.localeCompare(b)));
}
