/** The fuzz with the store. FUZZ_RUNS and FUZZ_SEED say how many sequences of bodies are tried, and which. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type SourceBug, withSourceBug } from '../properties/people/planted-source.ts';
import { runStored, storedBodies, storedInvariants } from './stored-run.ts';

const { FUZZ_RUNS = '150', FUZZ_SEED = '5' } = process.env;

test('every invariant of the store holds for sequences of mutated payloads', async () => {
  const property = fc.asyncProperty(storedBodies, runStored);
  await fc.assert(property, { numRuns: Number(FUZZ_RUNS), seed: Number(FUZZ_SEED) });
});

const { isAlone, isCounted, isHarmless, isNamed, isReadable, isRepeatable } = storedInvariants;

const plantedBugs: readonly (SourceBug & { readonly breaks: string })[] = [
  {
    bug: 'a leaver who is too much for the service',
    breaks: isNamed,
    file: 'lib/people/employment.ts',
    sound: 'if (endsEverything(change)) return change;',
    broken: "if (endsEverything(change)) throw new TypeError('too much');",
  },
  {
    bug: 'somebody who is stored without what was decided',
    breaks: isReadable,
    file: 'lib/people/stored-person.ts',
    sound: 'decided: JSON.stringify(toStoredAccess(decided)),',
    broken: "decided: decided.hasLeft ? '' : JSON.stringify(toStoredAccess(decided)),",
  },
  {
    bug: 'a revision for each event',
    breaks: isRepeatable,
    file: 'lib/people/person-change.ts',
    sound: 'revision: before.revision + (isRevised ? 1 : 0) },',
    broken: 'revision: before.revision + 1 },',
  },
  {
    bug: 'a login that is taken from somebody who has not left',
    breaks: isAlone,
    file: 'lib/people/held-logins.ts',
    sound: "if (isHolder && leftAt === undefined) return 'conflict';",
    broken: '',
  },
  {
    bug: 'a refused event that is learnt all the same',
    breaks: isHarmless,
    file: 'lib/translation/plan.ts',
    sound: 'return deadLetterPlan({ body, error }, source);',
    broken: `
      const said = readings.flatMap((reading) => (reading.kind === 'person' ? [{ reading, source }] : []));
      const plan = deadLetterPlan({ body, error }, source);
      return { ...plan, changes: [...plan.changes, ...said] };`,
  },
  {
    bug: 'a safeguard that counts nobody',
    breaks: isCounted,
    file: 'lib/safeguard/counters.ts',
    sound: 'if (counters.length === 0) return new Set();',
    broken: 'if (counters.length >= 0) return new Set();',
  },
];

describe('every invariant can fail', () => {
  test.each(plantedBugs)('$bug breaks: $breaks', async ({ breaks, ...bug }) => {
    const { errorInstance } = await withSourceBug(bug, async () => {
      const { storedBodies: bodies, runStored: broken } = await import('./stored-run.ts');
      return fc.check(fc.asyncProperty(bodies, broken), { numRuns: 2000, seed: 5, endOnFailure: true });
    });
    expect(String(errorInstance)).toContain(breaks);
  });

  test('every invariant has a planted bug', () => {
    expect(new Set(plantedBugs.map(({ breaks }) => breaks))).toEqual(new Set(Object.values(storedInvariants)));
  });
});
