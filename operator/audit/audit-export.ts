/**
 * Exports the entries that were written in a period, for an auditor: the entries, the logins of their accounts, and a
 * manifest that says what there is. Two exports of one period are equal to the byte, as long as no login is erased or added.
 */
import { pMapIterable } from 'p-map';
import type { AuditEntry } from '../../lib/audit/audit-entry.ts';
import { csvRecord } from '../csv.ts';
import type { PrivateFolder, WrittenFile } from '../files/private-folder.ts';
import { escapeJson } from '../printable.ts';
import type { AuditReader } from './audit-reader.ts';
import { AuditTally } from './audit-tally.ts';
import { entryHeading, entryLine, entryRecord, sorted } from './entry-text.ts';
import { entriesWrittenIn } from './written-entries.ts';
import type { Period } from './written-period.ts';

export type ExportForm = 'csv' | 'json';

export interface ExportRequest {
  readonly stage: string;
  readonly period: Period;
  /** Only entries about this entity. */
  readonly entityId?: string;
  readonly form: ExportForm;
}

interface Run {
  readonly interruption: AbortSignal;
  /** Called after each page with the number of entries so far. */
  readonly onRead: (entries: number) => void;
}

/** Queries that are under way at once. */
const concurrency = 8;

const files = { csv: 'entries.csv', json: 'entries.jsonl' } as const;

/** How each entry is written, after a heading. */
export const forms: Readonly<Record<ExportForm, { heading: string; write: (entry: AuditEntry) => string }>> = {
  csv: { heading: entryHeading, write: entryRecord },
  json: { heading: '', write: entryLine },
};

/**
 * @param folder is complete afterwards, or discarded
 * @returns what was exported; undefined when interrupted
 */
export async function exportEntries(
  reader: AuditReader,
  request: ExportRequest,
  folder: PrivateFolder,
  run: Run,
): Promise<AuditTally | undefined> {
  try {
    const tally = await write(reader, request, folder, run);
    if (tally === undefined) await folder.discard();
    return tally;
  } catch (error) {
    await folder.discard();
    throw error;
  }
}

async function write(
  reader: AuditReader,
  request: ExportRequest,
  folder: PrivateFolder,
  { interruption, onRead }: Run,
): Promise<AuditTally | undefined> {
  const tally = new AuditTally();
  const { heading, write: format } = forms[request.form];
  const entries = await folder.file(files[request.form]);
  await entries.write(heading);
  for await (const page of entriesWrittenIn(reader, request.period, request.entityId)) {
    for (const entry of page) {
      tally.add(entry);
      await entries.write(format(entry));
    }
    onRead(tally.entries);
    if (interruption.aborted) return undefined;
  }
  const written = [await entries.end()];
  const logins = await folder.file('logins.csv');
  await logins.write(csvRecord(['account', 'login']));
  const accounts = tally.accounts;
  for await (const one of pMapIterable(accounts, readLogins(reader), { concurrency, backpressure: 10 * concurrency })) {
    for (const login of one.logins) await logins.write(csvRecord([one.account, login]));
    if (interruption.aborted) return undefined;
  }
  written.push(await logins.end());
  await folder.complete('manifest.json', manifestOf(request, tally, written));
  return tally;
}

function readLogins(reader: AuditReader) {
  return async (account: string) => ({ account, logins: await reader.loginsOf(account) });
}

function manifestOf(
  { stage, period, entityId = undefined, form }: ExportRequest,
  tally: AuditTally,
  written: readonly WrittenFile[],
): string {
  const manifest = {
    ...{ version: 1, service: 'zuora-access', stage, form, entityId: entityId ?? null },
    ...{ from: new Date(period.from).toISOString(), to: new Date(period.to).toISOString() },
    ...{ entries: tally.entries, accounts: tally.accounts.length },
    ...{ outcomes: tally.outcomes, policies: tally.policies, files: written },
  };
  return `${escapeJson(JSON.stringify(sorted(manifest), null, 2))}\n`;
}
