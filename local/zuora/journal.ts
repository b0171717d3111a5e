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
import { z } from 'zod';
import { CallRecord } from './calls.ts';
import { Change } from './state.ts';

/** The call that caused a change. */
const Cause = z.object({
  requestId: z.string(),
  trackId: z.string().nullable(),
  idempotencyKey: z.string().nullable(),
  clientId: z.string(),
});

/** One thing that must not be forgotten. Times are milliseconds since 1970. */
export const Entry = z.discriminatedUnion('type', [
  /** `cause` is `null` if the change was made through `/_sandbox`. */
  z.object({ type: z.literal('change'), time: z.string(), cause: Cause.nullable(), change: Change }),
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
  z.object({ type: z.literal('call'), call: CallRecord }),
  z.object({ type: z.literal('calls-cleared') }),
  z.object({ type: z.literal('clock-advanced'), advanceMs: z.number() }),
]);
export type Entry = z.infer<typeof Entry>;
export type EntryOf<Type extends Entry['type']> = Extract<Entry, { type: Type }>;

export type Journal = {
  /** Writes entries that belong together; once it returns, killing this process loses none, and never only some. */
  append(entries: readonly Entry[]): void;
  close(): void;
};

/** A journal that forgets, for a sandbox that lives in memory only. */
export const MEMORY_ONLY: Journal = { append: () => {}, close: () => {} };

const Line = z.array(Entry);

/**
 * The entries of the journal at `path`, none if there is no such file. A last line that a kill cut short is left out:
 * its answer was never sent. Throws if any other line cannot be read.
 */
export const readJournal = (path: string): Entry[] => {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.flatMap((line, index) => {
    try {
      return Line.parse(JSON.parse(line));
    } catch (cause) {
      throw new Error(`${path}, line ${index + 1} is no journal entry of this version; delete the file to start anew`, {
        cause,
      });
    }
  });
};

/** Replaces the journal at `path` by one that holds only these entries, and opens it. */
export const rewriteJournal = (path: string, entries: readonly Entry[]): Journal => {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.draft`;
  writeFileSync(draft, entries.map((entry) => toLine([entry])).join(''));
  renameSync(draft, path);
  const file = openSync(path, 'a');
  return {
    append: (batch) => {
      writeSync(file, toLine(batch));
    },
    close: () => closeSync(file),
  };
};

const toLine = (entries: readonly Entry[]): string => `${JSON.stringify(entries)}\n`;
