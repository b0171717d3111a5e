/** An export is for the eyes of its operator alone, and never looks complete when it is not. */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { PrivateFolder } from '../../../operator/files/private-folder.ts';

let parent: string;
let folder: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'export-'));
  folder = join(parent, 'out');
});
afterEach(() => rmSync(parent, { recursive: true }));

async function write(name: string): Promise<void> {
  const out = await PrivateFolder.create(name);
  const file = await out.file('data');
  await file.write('content');
  await file.end();
  await out.complete('manifest', 'all of it');
}

const refused = (text: string) => ({ message: expect.stringContaining(text) });

test('a new folder and its files are for their owner only', async () => {
  await write(`${folder}/`);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(readdirSync(folder).sort()).toEqual(['data', 'manifest']);
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(folder, 'manifest'), 'utf8')).toBe('all of it');
});

test('a file is told with its bytes and its digest, however long it is', async () => {
  const out = await PrivateFolder.create(folder);
  const file = await out.file('data');
  const text = 'ä'.repeat(1000);
  for (let count = 0; count < 100; count += 1) await file.write(text);
  const sha256 = createHash('sha256').update(text.repeat(100)).digest('hex');
  expect(await file.end()).toEqual({ name: 'data', bytes: 200_000, sha256 });
  expect(readFileSync(join(folder, 'data'), 'utf8')).toBe(text.repeat(100));
});

describe('a folder that exists', () => {
  test('is taken when it is empty and private', async () => {
    mkdirSync(folder, { mode: 0o700 });
    await write(folder);
    expect(existsSync(join(folder, 'manifest'))).toBe(true);
  });

  test('is left alone when it has something in it', async () => {
    mkdirSync(folder, { mode: 0o700 });
    writeFileSync(join(folder, 'mine'), '');
    await expect(write(folder)).rejects.toMatchObject(refused('is not empty'));
    expect(readdirSync(folder)).toEqual(['mine']);
  });

  test.each([0o755, 0o770, 0o707])('is refused when others can use it (%i)', async (mode) => {
    mkdirSync(folder);
    chmodSync(folder, mode);
    await expect(write(folder)).rejects.toMatchObject(refused('chmod 700'));
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each(['', '/'])('is not followed to through a symbolic link (%j)', async (end) => {
    mkdirSync(join(parent, 'target'), { mode: 0o700 });
    symlinkSync(join(parent, 'target'), folder);
    await expect(write(`${folder}${end}`)).rejects.toMatchObject(refused('symbolic link'));
    expect(readdirSync(join(parent, 'target'))).toEqual([]);
  });

  test('may not be a file', async () => {
    writeFileSync(folder, 'mine');
    await expect(write(folder)).rejects.toMatchObject(refused('is not a folder'));
    expect(readFileSync(folder, 'utf8')).toBe('mine');
  });
});

test('a folder in a folder that does not exist is refused', async () => {
  await expect(write(join(parent, 'none', 'out'))).rejects.toMatchObject(refused('there is no such file or folder'));
});

describe('what was cut off', () => {
  test('has no last file', async () => {
    const out = await PrivateFolder.create(folder);
    const file = await out.file('data');
    await file.write('content');
    await file.end();
    expect(readdirSync(folder)).toEqual(['data']);
    await expect(write(folder)).rejects.toMatchObject(refused('is not empty'));
  });

  test('is gone once it is discarded', async () => {
    const out = await PrivateFolder.create(folder);
    await (await out.file('data')).write('content');
    await out.discard();
    expect(existsSync(folder)).toBe(false);
  });

  test('leaves a folder that was there before', async () => {
    mkdirSync(folder, { mode: 0o700 });
    const out = await PrivateFolder.create(folder);
    await out.file('data');
    await out.discard();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('leaves no last file when it was discarded at the very end', async () => {
    const out = await PrivateFolder.create(folder);
    await (await out.file('data')).end();
    await out.complete('manifest', 'all of it');
    await out.discard();
    expect(existsSync(folder)).toBe(false);
  });
});
