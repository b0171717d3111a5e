/** The file by which the sandbox survives a kill: one line of JSON per step, in order. */
import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';
import { guardWrites } from '../storage.ts';
import { callRecordSchema } from './calls.ts';
import { stateChangeSchema } from './state.ts';

/** The call that caused a change. */
const causeSchema = z.object({
  requestId: z.string(),
  trackId: z.string().nullable(),
  idempotencyKey: z.string().nullable(),
  clientId: z.string(),
});

/** One thing that the sandbox must remember. Times are milliseconds since 1970. */
export const journalEntrySchema = z.discriminatedUnion('type', [
  /** `cause` is `null` if the change was made through `/_sandbox`. */
  z.object({ type: z.literal('change'), time: z.string(), cause: causeSchema.nullable(), change: stateChangeSchema }),
  z.object({
    type: z.literal('token'),
    token: z.string(),
    clientId: z.string(),
    entityIds: z.array(z.string()),
    expiresAt: z.number(),
  }),
  z.object({
    type: z.literal('answer'),
    key: z.string(),
    method: z.string(),
    target: z.string(),
    answer: z.object({
      status: z.int(),
      headers: z.record(z.string(), z.string()),
      body: z.unknown(),
    }),
    expiresAt: z.number(),
  }),
  z.object({ type: z.literal('call'), call: callRecordSchema }),
  z.object({ type: z.literal('calls-cleared') }),
  z.object({ type: z.literal('clock-advanced'), advanceMs: z.number() }),
]);
export type JournalEntry = z.infer<typeof journalEntrySchema>;
export type JournalEntryOf<Type extends JournalEntry['type']> = Extract<JournalEntry, { type: Type }>;

export interface SandboxJournal {
  /**
   * Writes entries that belong together. After it returns, a kill loses none of them; before, all or none.
   * @throws StorageFailure if none of them is written
   */
  append(entries: readonly JournalEntry[]): void;
  close(): void;
}

/** A journal that keeps nothing, for a sandbox in memory. */
export const memoryJournal: SandboxJournal = { append: () => {}, close: () => {} };

const journalLineSchema = z.array(journalEntrySchema);

/**
 * The entries of the journal at `path`, none if the file does not exist. Leaves out a last line that a kill cut short,
 * because its answer was never sent. Throws if any other line cannot be read.
 */
export function readJournal(path: string): JournalEntry[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.flatMap((line, index) => {
    try {
      return journalLineSchema.parse(JSON.parse(line));
    } catch (cause) {
      throw new Error(
        `${path}, line ${index + 1} is not a journal entry of this version. Delete the file to start with a new sandbox`,
        {
          cause,
        },
      );
    }
  });
}

/** Replaces the journal at `path` with one of only these entries, and opens it. */
export function rewriteJournal(path: string, entries: readonly JournalEntry[]): SandboxJournal {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.draft`;
  writeFileSync(draft, entries.map((entry) => journalLine([entry])).join(''));
  renameSync(draft, path);
  const file = openSync(path, 'a');
  const guard = guardWrites(path);
  let size = fstatSync(file).size;

  function write(line: Buffer): void {
    try {
      for (let written = 0; written < line.length; ) written += writeSync(file, line, written);
      size += line.length;
    } catch (error) {
      // A part of a line would spoil the next one.
      ftruncateSync(file, size);
      throw error;
    }
  }

  return {
    append(batch) {
      guard(() => write(Buffer.from(journalLine(batch))));
    },
    close: () => closeSync(file),
  };
}

function journalLine(entries: readonly JournalEntry[]): string {
  return `${JSON.stringify(entries)}\n`;
}
