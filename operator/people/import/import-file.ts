/** Opens a file of people in any of the forms that an import reads. */
import { createReadStream } from 'node:fs';
import { isObject } from '../../../lib/json.ts';
import { UnreadableFile } from '../../errors.ts';
import { withFile } from '../../files/file-access.ts';
import { readWholeFile } from '../../files/input-file.ts';
import { fileSize, readLines } from '../../files/lines.ts';
import { csvPeople } from './csv-people.ts';
import type { ImportRow } from './import-row.ts';
import { jsonLinePeople } from './json-people.ts';
import { readScimList } from './scim-list.ts';

export type ImportFormat = 'scim' | 'csv' | 'jsonl';

export interface ImportFile {
  readonly rows: AsyncIterable<ImportRow> | Iterable<ImportRow>;
  /** How much has been read of the file, from 0 to 1. */
  readonly share: (rows: number) => number;
  /** What the file lacks. */
  readonly notes: readonly string[];
}

/** A ListResponse is read as a whole. */
const maxListBytes = 256 * 1_048_576;

/** Enough to see the form. */
const maxHeadBytes = 65_536;

/**
 * @param format by the name or the content if left out
 * @throws UnreadableFile
 */
export async function openImportFile(file: string, format?: ImportFormat): Promise<ImportFile> {
  const head = (await readHead(file)).replace(/^\u{FEFF}/u, '').trimStart();
  if (head === '') throw new UnreadableFile(file, 'is empty');
  const form = format ?? formatOf(file, head);
  if (form === 'scim') {
    const { count, ...list } = readScimList(file, await readWholeFile(file, maxListBytes, listTooLong));
    return { ...list, share: (rows) => Math.min(rows / Math.max(count, 1), 1) };
  }
  const size = await fileSize(file);
  let read = 0;
  const lines = readLines(file, (bytes) => {
    read += bytes;
  });
  const rows = form === 'csv' ? csvPeople(file, lines) : jsonLinePeople(lines);
  return { rows, share: () => (size === 0 ? 0 : Math.min(read / size, 1)), notes: [] };
}

const listTooLong = 'is longer than 256 MiB: give one resource a line (JSON lines)';

const byExtension: Readonly<Record<string, ImportFormat>> = { csv: 'csv', jsonl: 'jsonl', ndjson: 'jsonl' };

function formatOf(file: string, head: string): ImportFormat {
  const named = byExtension[/\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase() ?? ''];
  if (named !== undefined) return named;
  if (!/^[[{]/.test(head)) return 'csv';
  return isPersonLine(head.split('\n', 1)[0] ?? '') ? 'jsonl' : 'scim';
}

async function readHead(file: string): Promise<string> {
  const parts: Buffer[] = [];
  await withFile(file, async () => {
    for await (const part of createReadStream(file, { end: maxHeadBytes - 1 })) parts.push(part);
  });
  return Buffer.concat(parts).toString();
}

/** A whole object with something else than a list in its first line. */
function isPersonLine(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) && !Object.keys(value).some((name) => name.toLowerCase() === 'resources');
  } catch {
    return false;
  }
}
