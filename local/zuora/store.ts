/** Everything that the sandbox remembers: state, changes, tokens, kept answers, calls and the clock's advance. */
import { type CallLog, type CallRecord, createCallLog } from './calls.ts';
import {
  type JournalEntry,
  type JournalEntryOf,
  memoryJournal,
  readJournal,
  rewriteJournal,
  type SandboxJournal,
} from './journal.ts';
import { applyChange, initialState, type TenantState } from './state.ts';

export interface SandboxStore {
  readonly state: TenantState;
  /** Every change since the seed, oldest first. */
  readonly changes: ReadonlyArray<JournalEntryOf<'change'>>;
  readonly tokens: ReadonlyMap<string, JournalEntryOf<'token'>>;
  /** By idempotency key. */
  readonly answers: ReadonlyMap<string, JournalEntryOf<'answer'>>;
  readonly calls: CallLog;
  /** Milliseconds since 1970, by the advanced clock. */
  now(): number;
  /** Writes entries to the journal, then applies them. All or none. */
  commit(entries: readonly JournalEntry[]): void;
  /** Completes the record of a call, and makes it durable. */
  finishCall(call: CallRecord): void;
  close(): void;
}

/** @param path of the journal. Without one, the state lasts as long as the process */
export function openStore(clock: () => number, path?: string): SandboxStore {
  const state = initialState();
  const changes: Array<JournalEntryOf<'change'>> = [];
  const tokens = new Map<string, JournalEntryOf<'token'>>();
  const answers = new Map<string, JournalEntryOf<'answer'>>();
  const calls = createCallLog();
  let advanceMs = 0;
  const now = (): number => clock() + advanceMs;

  function take(entry: JournalEntry): void {
    switch (entry.type) {
      case 'change':
        applyChange(state, entry.change);
        changes.push(entry);
        return;
      case 'token':
        dropExpired(tokens, now());
        tokens.set(entry.token, entry);
        return;
      case 'answer':
        dropExpired(answers, now());
        answers.delete(entry.key);
        answers.set(entry.key, entry);
        return;
      case 'call':
        calls.restore(entry.call);
        return;
      case 'calls-cleared':
        calls.clear();
        return;
      case 'clock-advanced':
        advanceMs += entry.advanceMs;
        return;
    }
  }

  /** The entries from which a journal can restore everything. */
  const entries = (): JournalEntry[] => [
    ...(advanceMs > 0 ? [{ type: 'clock-advanced' as const, advanceMs }] : []),
    ...changes,
    ...tokens.values(),
    ...answers.values(),
    ...calls.list().map((call) => ({ type: 'call' as const, call })),
  ];

  let journal: SandboxJournal = memoryJournal;
  if (path !== undefined) {
    readJournal(path).forEach(take);
    journal = rewriteJournal(path, entries());
  }

  return {
    state,
    changes,
    tokens,
    answers,
    calls,
    now,
    commit(batch) {
      if (batch.length === 0) return;
      journal.append(batch);
      batch.forEach(take);
    },
    finishCall(call) {
      calls.finish(call, now());
      journal.append([{ type: 'call', call }]);
    },
    close: () => journal.close(),
  };
}

/** All entries have the same lifetime, so they expire in the order of their addition: only the front needs a look. */
function dropExpired(entries: Map<string, { readonly expiresAt: number }>, now: number): void {
  for (const [key, { expiresAt }] of entries) {
    if (expiresAt > now) return;
    entries.delete(key);
  }
}
