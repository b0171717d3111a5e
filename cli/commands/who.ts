/** `who`: the people with access to an entity, since when, why, and who asked for it. */
import { readEntityAccess } from '../../operator/audit/entity-access-list.ts';
import { formatCount, formatOccurrences } from '../../operator/counts.ts';
import { readEntityNaming } from '../../operator/policy/entity-naming.ts';
import type { Session } from '../../operator/stack/session.ts';
import { toWhoJson, whoCsv, whoTable } from '../reports/who-report.ts';
import { clearProgress, showProgress } from '../terminal/progress-line.ts';
import { toJson } from '../terminal/text.ts';

export interface WhoOptions {
  /** Also those who have no access and are to have none. */
  readonly all?: true;
  /** The file with the entities' names; the stage's own if left out. */
  readonly policy?: string;
  readonly json?: true;
  readonly csv?: true;
}

/** @returns the exit code: 1 if the list is not complete */
export async function showWho(session: Session, entityId: string, options: WhoOptions): Promise<number> {
  const { all = false, policy, json, csv } = options;
  const { stage } = session.stack;
  const onRead = (accounts: number, found: number) =>
    showProgress(`${formatCount(accounts, 'account')} read, ${found} found`);
  const rows = await readEntityAccess(session, entityId, { all, onRead }).finally(clearProgress);
  if (rows === undefined) return 1;
  if (json) console.log(toJson({ entityId, access: rows.map(toWhoJson) }));
  else if (csv) process.stdout.write(whoCsv(rows));
  else if (rows.length > 0) console.log(whoTable(rows, process.stdout.columns));
  const name = (await readEntityNaming(stage, policy))(entityId);
  console.error(
    rows.length > 0
      ? `${rows.length} in ${name}: ${formatOccurrences(rows.map(({ state }) => state))}.`
      : `No linked account of stage ${stage} has access to ${name}.`,
  );
  return 0;
}
