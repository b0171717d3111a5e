/** The file that lets the sandbox survive a kill: one line of JSON per step, in the order in which the steps were taken. */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';
import { callRecordSchema } from './calls.ts';
import { stateChangeSchema } from './state.ts';

/** The call that caused a change. */
const causeSchema = z.object({
  requestId: z.string(),
  trackId: z.string().nullable(),
  idempotencyKey: z.string().nullable(),
  clientId: z.string(),
});

/** One thing that must not be forgotten. Times are milliseconds since 1970. */
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
  /** Writes entries that belong together; once it returns, killing this process loses none, and never only some. */
  append(entries: readonly JournalEntry[]): void;
  close(): void;
}

/** A journal that forgets, for a sandbox that lives in memory only. */
export const memoryJournal: SandboxJournal = { append: () => {}, close: () => {} };

const journalLineSchema = z.array(journalEntrySchema);

/**
 * The entries of the journal at `path`, none if there is no such file. A last line that a kill cut short is left out:
 * its answer was never sent. Throws if any other line cannot be read.
 */
export function readJournal(path: string): JournalEntry[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.flatMap((line, index) => {
    try {
      return journalLineSchema.parse(JSON.parse(line));
    } catch (cause) {
      throw new Error(`${path}, line ${index + 1} is no journal entry of this version; delete the file to start anew`, {
        cause,
      });
    }
  });
}

/** Replaces the journal at `path` by one that holds only these entries, and opens it. */
export function rewriteJournal(path: string, entries: readonly JournalEntry[]): SandboxJournal {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.draft`;
  writeFileSync(draft, entries.map((entry) => journalLine([entry])).join(''));
  renameSync(draft, path);
  const file = openSync(path, 'a');
  return {
    append(batch) {
      writeSync(file, journalLine(batch));
    },
    close: () => closeSync(file),
  };
}

function journalLine(entries: readonly JournalEntry[]): string {
  return `${JSON.stringify(entries)}\n`;
}
