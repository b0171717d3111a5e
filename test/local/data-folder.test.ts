import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openDataFolder } from '../../local/data-folder.ts';

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'data-folder-'));
});
afterEach(() => rmSync(parent, { recursive: true }));

test('fresh forgets what a stack has kept, and touches nothing else in the folder', () => {
  const mine = join(parent, 'mine.txt');
  writeFileSync(mine, 'precious');
  const first = openDataFolder(parent, false);
  mkdirSync(first.aws);
  writeFileSync(first.functionsLog, 'old');
  first.unlock();

  const second = openDataFolder(parent, true);
  expect([second.aws, second.functionsLog, mine].map((path) => existsSync(path))).toEqual([false, false, true]);
  second.unlock();
});

test('a folder is made if only its last part is missing', () => {
  openDataFolder(join(parent, 'new'), false).unlock();
  expect(() => openDataFolder(join(parent, 'no', 'such'), false)).toThrow('does not exist');
});

test.each([
  ['a folder that cannot be made', () => join(parent, 'x'.repeat(300)), 'ENAMETOOLONG'],
  [
    'a folder that cannot be written to',
    () => {
      mkdirSync(join(parent, 'lock'));
      return parent;
    },
    'unable to open database file',
  ],
])('for %s, the error names another one', (_, folder, code) => {
  const path = folder();
  expect(() => openDataFolder(path, false)).toThrow(
    `--data ${path}: ${path} cannot be written to (${code}). Give this stack another folder: npm start -- --data ${tmpdir()}/`,
  );
});

test('a file is not a folder', () => {
  writeFileSync(join(parent, 'file'), '');
  expect(() => openDataFolder(join(parent, 'file'), true)).toThrow('is not a folder');
});
