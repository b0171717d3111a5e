/** Runs the property of the safeguard, over the service and over the service with bugs. */
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { runsOf } from '../environment-runs.ts';
import { type SourceBug, withSourceBug } from './planted-source.ts';
import { safeguardProperty } from './safeguard-property.ts';

test('one person within a day loses access, and everybody else waits for the operator', async () => {
  await fc.assert(safeguardProperty(), runsOf(100));
});

const sourceBugs: readonly SourceBug[] = [
  {
    bug: 'a safeguard that counts nobody',
    file: 'lib/safeguard/counters.ts',
    sound: 'if (counters.length === 0) return new Set();',
    broken: 'if (counters.length >= 0) return new Set();',
  },
  {
    bug: 'a safeguard that forgets the hours before',
    file: 'lib/safeguard/thresholds.ts',
    sound: 'limitOf(thresholds.revocations.percentADay) - revokedBefore }',
    broken: 'limitOf(thresholds.revocations.percentADay) + 0 * revokedBefore }',
  },
  {
    bug: 'a message that is judged person by person',
    file: 'lib/safeguard/safeguard.ts',
    sound: 'return people > Math.min(revocations.people, grants.people);',
    broken: 'return people > revocations.people + grants.people;',
  },
  {
    bug: 'a release that nobody follows',
    file: 'lib/safeguard/person-judge.ts',
    sound: "if (answer === 'released') return [];",
    broken: '',
  },
  {
    bug: 'somebody who is kept, and loses access all the same',
    file: 'lib/safeguard/person-judge.ts',
    sound: "if (answer === 'released') return [];",
    broken: 'if (answer !== undefined) return [];',
  },
  {
    bug: 'a suspension that does not count',
    file: 'lib/safeguard/effect.ts',
    sound: "before.isSuspended || before.hasLeft ? [] : [{ kind: 'suspension', behind }]",
    broken: '[]',
  },
];

test.each(sourceBugs)('$bug is noticed', async (bug) => {
  const { errorInstance } = await withSourceBug(bug, async () => {
    const { safeguardProperty: broken } = await import('./safeguard-property.ts');
    return fc.check(broken(), { numRuns: 1000, seed: 5, endOnFailure: true });
  });
  expect(errorInstance).toHaveProperty('matcherResult');
});
