import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { FileTooLong, NoSuchFile, UnreadableFile } from '../../../operator/errors.ts';
import { withFile } from '../../../operator/files/file-access.ts';
import { readBodyFile, readTextFile } from '../../../operator/files/input-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zuora-access-input-'));
  mkdirSync(join(folder, 'folder'));
  symlinkSync('circle', join(folder, 'circle'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: string | Buffer): string {
  const name = join(folder, 'file');
  writeFileSync(name, content);
  return name;
}

test.each([
  ['nowhere', NoSuchFile, 'there is no such file or folder'],
  ['folder', UnreadableFile, 'is a folder; give a file'],
  ['circle', UnreadableFile, 'its symbolic links form a loop'],
  ['n'.repeat(300), UnreadableFile, 'the name is too long for a file or folder'],
])('a name that leads to no file is told with what is wrong: %s', async (name, kind, problem) => {
  const path = join(folder, name);
  for (const read of [() => readBodyFile(path), () => readTextFile(path, 10)]) {
    await expect(read()).rejects.toThrow(kind);
    await expect(read()).rejects.toThrow(new Error(`${path}: ${problem}`));
  }
});

test.each([
  ['EACCES', 'x: you do not have permission: ask the owner'],
  ['EIO', 'x: what the system says'],
])('what the system says is told in a sentence: %s', async (code, message) => {
  const error = Object.assign(new Error('what the system says'), { code, syscall: 'open' });
  await expect(withFile('x', () => Promise.reject(error))).rejects.toThrow(new UnreadableFile('x', message.slice(3)));
});

test('an error that is not the system’s stays what it is', async () => {
  const error = new Error('ours');
  await expect(withFile('x', () => Promise.reject(error))).rejects.toBe(error);
});

test.each([
  ['is not UTF-8 text: save it as UTF-8', Buffer.from('{"name":"B\xfcro"}', 'latin1')],
  ['is not UTF-8 text: save it as UTF-8', Buffer.from('\u{FEFF}{}', 'utf16le')],
  ['contains null bytes, so it is not UTF-8 text: save it as UTF-8', Buffer.from('{}', 'utf16le')],
  ['longer than 1 MiB', ' '.repeat(1_048_577)],
])('a body that no message can have is refused: %s (%#)', async (problem, content) => {
  await expect(readBodyFile(file(content))).rejects.toThrow(`file: ${problem}`);
});

test('a body that is too long can be told from one that is none', async () => {
  await expect(readBodyFile(file('x'.repeat(1_048_577)))).rejects.toThrow(FileTooLong);
  expect(await readBodyFile(file('x'.repeat(1_048_576)))).toHaveLength(1_048_576);
});

test('a body is read without the byte order mark before it', async () => {
  expect(await readBodyFile(file('\u{FEFF}{"a":"\u{FEFF}ü"}'))).toBe('{"a":"\u{FEFF}ü"}');
});

test('a text is read no further than is asked for, whatever its encoding', async () => {
  expect(await readTextFile(file(Buffer.from('z\xfcrich', 'latin1')), 100)).toBe('z\u{FFFD}rich');
  const long = await readTextFile(file('x'.repeat(1_000_000)), 200_000);
  expect(long.length).toBeGreaterThan(200_000);
  expect(long.length).toBeLessThan(300_000);
});
