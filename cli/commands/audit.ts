/** `audit`: the entries that were written in a period, for an auditor. */
import type { AuditEntry } from '../../lib/audit/audit-entry.ts';
import { type ExportForm, exportEntries, forms } from '../../operator/audit/audit-export.ts';
import { AuditReader } from '../../operator/audit/audit-reader.ts';
import { entriesWrittenIn } from '../../operator/audit/written-entries.ts';
import { type Period, problemOf } from '../../operator/audit/written-period.ts';
import { formatCount } from '../../operator/counts.ts';
import { PrivateFolder } from '../../operator/files/private-folder.ts';
import { readEntityNaming } from '../../operator/policy/entity-naming.ts';
import type { Session } from '../../operator/stack/session.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { auditTable } from '../reports/history-report.ts';
import { writeOutput } from '../terminal/output.ts';
import { clearProgress, showProgress } from '../terminal/progress-line.ts';

export interface AuditOptions extends Period {
  readonly entityId?: string | undefined;
  /** A folder that does not exist, or is empty. */
  readonly out?: string;
  /** The file with the entities' names; the stage's own if left out. */
  readonly policy?: string;
  readonly json?: true;
  readonly csv?: true;
}

/** Rows of one table. Its columns are as wide as its own cells, and a period has no end of rows. */
const rowsOfTable = 200;

/**
 * @returns the exit code: 1 when interrupted
 * @throws UsageError for a period that cannot be exported, or UnreadableFile
 */
export async function audit(session: Session, options: AuditOptions): Promise<number> {
  const problem = problemOf(options, session.now());
  if (problem !== undefined) throw new UsageError(problem);
  const reader = new AuditReader(session.aws.dynamodb, session.stack.audit);
  if (options.out !== undefined) return exportTo(session, reader, options.out, options);
  return printEntries(session, reader, options);
}

async function exportTo(
  { stack, interruption }: Session,
  reader: AuditReader,
  out: string,
  { from, to, entityId, json }: AuditOptions,
): Promise<number> {
  const folder = await PrivateFolder.create(out);
  const form = json ? 'json' : 'csv';
  const request = {
    stage: stack.stage,
    period: { from, to },
    form,
    ...(entityId !== undefined && { entityId }),
  } as const;
  const onRead = (entries: number) => showProgress(`${describeCount(entries)} read`);
  const tally = await exportEntries(reader, request, folder, { interruption, onRead }).finally(clearProgress);
  if (tally === undefined) {
    console.error('Interrupted. Nothing was kept.');
    return 1;
  }
  const accounts = formatCount(tally.accounts.length, 'account');
  console.error(`Exported ${describeCount(tally.entries)} about ${accounts}. manifest.json says what there is.`);
  return 0;
}

async function printEntries(session: Session, reader: AuditReader, options: AuditOptions): Promise<number> {
  const { from, to, entityId } = options;
  const show =
    options.json || options.csv ? lines(options.json ? 'json' : 'csv') : await tables(session, reader, options);
  let count = 0;
  for await (const page of entriesWrittenIn(reader, { from, to }, entityId)) {
    count += page.length;
    if (!(await show(page))) return 0;
    if (session.interruption.aborted) {
      console.error('Interrupted: the output is not complete.');
      return 1;
    }
  }
  console.error(`${describeCount(count)}.`);
  return 0;
}

/** Prints entries. Returns whether somebody reads them. */
type Show = (entries: readonly AuditEntry[]) => Promise<boolean>;

function lines(form: ExportForm): Show {
  let { heading } = forms[form];
  return async (entries) => {
    const text = `${heading}${entries.map(forms[form].write).join('')}`;
    heading = '';
    return writeOutput(text);
  };
}

async function tables({ stack }: Session, reader: AuditReader, { policy }: AuditOptions): Promise<Show> {
  const nameEntity = await readEntityNaming(stack.stage, policy);
  const loginsOf = new Map<string, readonly string[]>();
  return async (entries) => {
    for (const { account } of entries) {
      if (!loginsOf.has(account)) loginsOf.set(account, await reader.loginsOf(account));
    }
    for (let first = 0; first < entries.length; first += rowsOfTable) {
      const rows = entries.slice(first, first + rowsOfTable);
      const table = auditTable(rows, loginsOf, nameEntity, process.stdout.columns);
      if (!(await writeOutput(`${table}\n`))) return false;
    }
    return true;
  };
}

function describeCount(entries: number): string {
  return formatCount(entries, 'entry', 'entries');
}
