/** Nothing is installed but what package-lock.json names by hash. An npm that knows `allowScripts` runs no script of it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import * as z from 'zod';
import packageJson from '../../package.json' with { type: 'json' };

const lockfile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      resolved: z.string().optional(),
      integrity: z.string().optional(),
      hasInstallScript: z.boolean().optional(),
      dev: z.boolean().optional(),
    }),
  ),
});

/** All are tools that work without their script. None of them is in a bundle. */
const denied = Object.entries(packageJson.allowScripts).flatMap(([name, isAllowed]) => (isAllowed ? [] : [name]));

const path = join(__dirname, '../../package-lock.json');
const { packages } = lockfile.parse(JSON.parse(readFileSync(path, 'utf8')));

function problems(locked: typeof packages): string[] {
  return Object.entries(locked)
    .filter(([folder]) => folder !== '')
    .flatMap(([folder, { resolved, integrity, hasInstallScript, dev }]) => {
      const name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
      return [
        ...(integrity?.startsWith('sha512-') ? [] : [`${name}: has no hash`]),
        ...(resolved === undefined || resolved.startsWith('https://') ? [] : [`${name}: comes from ${resolved}`]),
        ...(hasInstallScript && !denied.includes(name) ? [`${name}: runs a script when it is installed`] : []),
        ...(hasInstallScript && !dev ? [`${name}: runs a script, and is deployed`] : []),
      ];
    });
}

test('every dependency is locked by its hash, and its script at installation is denied', () => {
  expect(problems(packages)).toEqual([]);
});

test.each([
  ['a package without a hash', { integrity: undefined }, 'axios: has no hash'],
  ['a package from a repository', { resolved: 'git+ssh://git@github.com/a/b.git' }, 'axios: comes from git+ssh:'],
  ['a package that begins to run a script', { dev: true, hasInstallScript: true }, 'axios: runs a script when'],
  ['a deployed package with a script', { hasInstallScript: true }, 'axios: runs a script, and is deployed'],
])('%s is found', (_, change, problem) => {
  const changed = { ...packages, 'node_modules/axios': { ...packages['node_modules/axios'], ...change } };
  expect(problems(changed)).toContainEqual(expect.stringContaining(problem));
});
