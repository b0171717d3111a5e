/** `history`: all that the audit log has about a user. */
import { AuditReader } from '../../operator/audit/audit-reader.ts';
import { entryHeading, entryRecord } from '../../operator/audit/entry-text.ts';
import { readHistory, type UserHistory } from '../../operator/audit/user-history.ts';
import { formatCount } from '../../operator/counts.ts';
import { readEntityNaming } from '../../operator/policy/entity-naming.ts';
import { printable } from '../../operator/printable.ts';
import type { Session } from '../../operator/stack/session.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { historyTable } from '../reports/history-report.ts';
import { toJson } from '../terminal/text.ts';

export interface HistoryOptions {
  readonly entityId?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly from?: number;
  readonly to?: number;
  /** The file with the entities' names; the stage's own if left out. */
  readonly policy?: string;
  readonly json?: true;
  readonly csv?: true;
}

/**
 * @returns the exit code
 * @throws NotFound, or UsageError for a period that ends before it begins
 */
export async function showHistory(session: Session, username: string, options: HistoryOptions): Promise<number> {
  const { entityId, from, to, policy, json, csv } = options;
  if (from !== undefined && to !== undefined && from >= to) throw new UsageError('--from must be before --to.');
  const { aws, stack } = session;
  const reader = new AuditReader(aws.dynamodb, stack.audit);
  const history = await readHistory(reader, stack.stage, username, { entityId, from, to });
  const { entries, accounts } = history;
  if (json) console.log(toJson({ username, accounts, entries }));
  else if (csv) process.stdout.write(`${entryHeading}${entries.map(entryRecord).join('')}`);
  else if (entries.length > 0) {
    console.log(historyTable(entries, await readEntityNaming(stack.stage, policy), process.stdout.columns));
  }
  console.error(describeHistory(username, history));
  return 0;
}

function describeHistory(username: string, { accounts, entries }: UserHistory): string {
  const count = entries.length === 0 ? 'No entry' : formatCount(entries.length, 'entry', 'entries');
  const logins = [...new Set(accounts.flatMap((account) => account.logins))];
  const others = logins.length > 1 ? ` Logins of these accounts: ${logins.map(printable).join(', ')}.` : '';
  return `${count} about ${printable(username)}, ${formatCount(accounts.length, 'account')}.${others}`;
}
