/** One run: commands strung together by fast-check, then everything mended, then judged. */
import * as fc from 'fast-check';
import { commands } from './commands.ts';
import type { Invariant } from './invariants/invariant.ts';
import { expectToHold } from './invariants/invariants.ts';
import type { Parts } from './parts.ts';
import type { Subject } from './subjects.ts';
import { World } from './world/world.ts';

/** @param onEnd sees each world at its end */
export function deliveryProperty(
  subjects: readonly Subject[],
  parts: Parts,
  judged: readonly Invariant[],
  onEnd: (world: World) => void = () => {},
) {
  return fc.asyncProperty(
    fc.constantFrom(...subjects.map(({ operation }) => operation.name)),
    fc.constantFrom<'success' | 'business-rule'>('success', 'business-rule'),
    fc.noShrink(fc.integer()),
    fc.scheduler(),
    commands,
    async (name, repeatedAccessRequest, seed, scheduler, sequence) => {
      const subject = subjects.find(({ operation }) => operation.name === name);
      if (!subject) throw new Error(name);
      const world = new World({ subject, parts, scheduler, seed, repeatedAccessRequest });
      await fc.asyncModelRun(() => ({ model: world.publications, real: world }), sequence);
      await world.recover();
      onEnd(world);
      expectToHold(judged, world);
    },
  );
}
