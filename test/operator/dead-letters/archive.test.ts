/** What a purge keeps is for the eyes of its operator alone. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Archive } from '../../../operator/dead-letters/archive.ts';
import { readDeadLetter } from '../../../operator/dead-letters/dead-letter.ts';

const letter = readDeadLetter('user-access-requests', {
  MessageId: '0f9b8f3e-6d0a-4f55-9a55-0d6a6a3b1f01',
  ReceiptHandle: 'receipt',
  Body: 'a body',
  Attributes: { SentTimestamp: '1795253400000' },
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'archive-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function keep(file: string): Promise<void> {
  const archive = new Archive(file);
  await archive.keep([letter]).finally(() => archive.close());
}

test('a new file is readable by its owner only', async () => {
  const file = join(folder, 'purged.jsonl');
  await keep(file);
  await keep(file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(2);
});

test('a letter has a line of its own after one that was cut off', async () => {
  const file = join(folder, 'purged.jsonl');
  writeFileSync(file, '{"queue":"access","messageId":"old","bo', { mode: 0o600 });
  await keep(file);
  const [half, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(half).toBe('{"queue":"access","messageId":"old","bo');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ messageId: letter.messageId, body: 'a body' }]);
});

test('when a letter is kept, the name of its file is on the disk too', async () => {
  const handle = await open(folder);
  const sync = jest.spyOn(Object.getPrototypeOf(handle), 'sync');
  await handle.close();
  const synced: boolean[] = [];
  sync.mockImplementation(async function (this: FileHandle) {
    synced.push((await this.stat()).isDirectory());
  });
  await keep(join(folder, 'purged.jsonl')).finally(() => sync.mockRestore());
  expect(synced).toEqual([true, false]);
});

test('a symbolic link is not followed', async () => {
  const [target, link] = [join(folder, 'target'), join(folder, 'link')];
  writeFileSync(target, '', { mode: 0o600 });
  symlinkSync(target, link);
  await expect(keep(link)).rejects.toMatchObject({ message: expect.stringContaining('symbolic link') });
  expect(readFileSync(target, 'utf8')).toBe('');
});

test.each([0o644, 0o620, 0o604])('a file that others can use (%i) keeps nothing', async (mode) => {
  const file = join(folder, 'shown');
  writeFileSync(file, '');
  chmodSync(file, mode);
  await expect(keep(file)).rejects.toMatchObject({ message: expect.stringContaining('chmod 600') });
  expect(readFileSync(file, 'utf8')).toBe('');
});
