/** All that the audit log has about a login: the entries of every account that has or had it. */
import type { AuditEntry } from '../../lib/audit/audit-entry.ts';
import { NotFound } from '../errors.ts';
import { type AuditReader, byWriting } from './audit-reader.ts';

export interface HistoryChoice {
  readonly entityId?: string | undefined;
  /** Written from then on; milliseconds since the epoch. */
  readonly from?: number | undefined;
  /** Written before then; milliseconds since the epoch. */
  readonly to?: number | undefined;
}

export interface UserHistory {
  readonly accounts: readonly { readonly account: string; readonly logins: readonly string[] }[];
  /** In the order in which they were written. */
  readonly entries: readonly AuditEntry[];
}

/** @throws NotFound if the log knows no account of the login */
export async function readHistory(
  reader: AuditReader,
  stage: string,
  login: string,
  { entityId, from = -Infinity, to = Infinity }: HistoryChoice,
): Promise<UserHistory> {
  const ids = await reader.accountsOf(login);
  if (ids.length === 0) {
    throw new NotFound(
      `The audit log of stage ${stage} has no account of ${login}: no event about this user has changed or decided anything, or the login was erased.`,
    );
  }
  const accounts = await Promise.all(ids.map(async (account) => ({ account, logins: await reader.loginsOf(account) })));
  const all = await Promise.all(ids.map((account) => reader.entriesOf(account, entityId)));
  const entries = all.flat().filter(({ recordedAt }) => {
    const at = Date.parse(recordedAt);
    return at >= from && at < to;
  });
  return { accounts, entries: entries.toSorted(byWriting) };
}
