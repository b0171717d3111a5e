/** Each process dies once: before and after every effect on the way of a message. The code itself says which there are. */
import { describe, expect, test } from '@jest/globals';
import { effects, effectsOn, type Mark, marksAfter, marksOf, type Path, pathsOf } from './crash-matrix.ts';
import { expectToHold, invariants } from './invariants/invariants.ts';
import { type Parts, soundParts } from './parts.ts';
import { type Subject, subjects } from './subjects.ts';
import { Turns } from './world/turns.ts';
import { World } from './world/world.ts';

interface Delivery {
  readonly world: World;
  /** What there was before it. */
  readonly before: ReadonlySet<Mark>;
  /** What left the process and came back to it. */
  readonly turns: readonly string[];
}

/** @param cutAt the turn before which the process is killed, counted from 0 */
async function deliver(subject: Subject, path: Path, cutAt = Number.POSITIVE_INFINITY): Promise<Delivery> {
  const turns = new Turns();
  const repeatedAccessRequest = 'success';
  const world = new World({ subject, parts: partsOf(path), scheduler: turns, seed: 1, repeatedAccessRequest });
  await path.prepare(world);
  const before = marksOf(world);
  turns.begin(cutAt, () => world.killAll());
  world.deliver(1);
  await world.step();
  return { world, before, turns: turns.taken };
}

function partsOf({ hasTwoEntities }: Path): Parts {
  return hasTwoEntities ? { ...soundParts, settings: (settings) => ({ ...settings, callsInFlight: 1 }) } : soundParts;
}

/** The effects among the turns before the cut. */
function effectsOf(turns: readonly string[]): string[] {
  return turns.filter((turn) => turn.endsWith(' leaves')).map((turn) => turn.replace(' leaves', ''));
}

describe.each(subjects().map((subject) => ({ subject, operation: subject.operation.name })))(
  '$operation',
  ({ subject }) => {
    test.each(pathsOf(subject))('$name ends right wherever its process dies', async (path) => {
      const { turns } = await deliver(subject, path);
      expect(Object.keys(effects)).toEqual(expect.arrayContaining(effectsOf(turns)));

      for (const [cutAt, cut] of turns.entries()) {
        const { world, before } = await deliver(subject, path, cutAt);
        const expected = marksAfter(before, effectsOf(turns.slice(0, cutAt)), path);
        expect({ cut, marks: marksOf(world) }).toEqual({ cut, marks: expected });

        await world.recover();
        expectToHold(invariants, world);
        const deadLetters = world.queues.deadLetters.length;
        const changes = world.trace.calls.flatMap((call) => call.changes).length;
        expect({ cut, isDead: deadLetters > 0, changes }).toEqual(
          path.ends === 'applied'
            ? { cut, isDead: false, changes: path.hasTwoEntities ? 2 : 1 }
            : { cut, isDead: true, changes: 0 },
        );
      }
    });

    test('no effect is in the table that no message meets', async () => {
      const deliveries = await Promise.all(pathsOf(subject).map((path) => deliver(subject, path)));
      expect(new Set(deliveries.flatMap(({ turns }) => effectsOf(turns)))).toEqual(new Set(effectsOn(subject)));
    });
  },
);
