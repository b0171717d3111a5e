/** Runs the property of logins, over the service and over the service with bugs. */
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { runsOf } from '../environment-runs.ts';
import { loginsProperty } from './logins-property.ts';
import { type SourceBug, withSourceBug } from './planted-source.ts';

test('a login is told what its last owner has, whatever came first', async () => {
  await fc.assert(loginsProperty(), runsOf(150));
});

const sourceBugs: readonly SourceBug[] = [
  {
    bug: 'a login that is taken from somebody who has not left',
    file: 'lib/people/held-logins.ts',
    sound: "if (isHolder && leftAt === undefined) return 'conflict';",
    broken: '',
  },
  {
    bug: 'a login of somebody who has left that nobody gets',
    file: 'lib/people/held-logins.ts',
    sound: "if (isHolder && leftAt === undefined) return 'conflict';",
    broken: "if (isHolder) return 'conflict';",
  },
  {
    bug: 'a login that keeps its generation as it changes hands',
    file: 'lib/people/people-table.ts',
    sound: 'const generation = (known?.generation ?? 0) + 1;',
    broken: 'const generation = known?.generation ?? 1;',
  },
  {
    bug: 'a rename that nobody is told of',
    file: 'lib/people/held-logins.ts',
    sound: 'named = { ...named, logins: [...others, claimed] };',
    broken: 'named = named.logins.length > 0 ? named : { ...named, logins: [...others, claimed] };',
  },
  {
    bug: 'an account that is only found by its login',
    file: 'lib/people/identification.ts',
    sound: 'return { reading, source, username, keys: [...sure, ...(sure.length > 0 ? replaced : []), ...names] };',
    broken: 'return { reading, source, username, keys: names.length > 0 ? names : sure };',
  },
];

test.each(sourceBugs)('$bug is noticed', async (bug) => {
  const { errorInstance } = await withSourceBug(bug, async () => {
    const { loginsProperty: broken } = await import('./logins-property.ts');
    return fc.check(broken(), { numRuns: 1000, seed: 5, endOnFailure: true });
  });
  expect(errorInstance).toHaveProperty('matcherResult');
});
