/** One thing that may happen to the system, for fast-check to string together with others. */
import * as fc from 'fast-check';
import type { Publications } from './publications.ts';
import type { World } from './world/world.ts';

/** The model is what publishers have sent; what became of it is judged at the end. */
export type Command = fc.AsyncCommand<Publications, World>;

/** @param kind what the report counts the command under */
export function command(kind: string, run: (world: World) => unknown, details: readonly unknown[] = []): Command {
  return {
    check: () => true,
    run: async (_, world) => {
      world.trace.commands.push(kind);
      await run(world);
    },
    toString: () => [kind, ...details.map((detail) => fc.stringify(detail))].join(' '),
  };
}

export const always = (kind: string, run: (world: World) => unknown) => fc.constant(command(kind, run));
