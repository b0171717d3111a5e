/** `pending`: the access that is not as it is to be, such as what waits for an administrator. */
import { AccountReader } from '../../operator/accounts/account-reader.ts';
import { byEntityAndAge, type PendingAccess, pendingAccess } from '../../operator/accounts/pending-access.ts';
import { formatOccurrences } from '../../operator/counts.ts';
import { readEntityNaming } from '../../operator/policy/entity-naming.ts';
import type { Session } from '../../operator/stack/session.ts';
import { pendingTable } from '../reports/pending-report.ts';
import { toJson } from '../terminal/text.ts';

export interface PendingOptions {
  readonly json?: true;
}

/** @returns the exit code: 1 if the list is not complete */
export async function listPendingAccess(session: Session, { json }: PendingOptions): Promise<number> {
  const { aws, stack, interruption, now } = session;
  const at = now();
  const found: PendingAccess[] = [];
  for await (const accounts of new AccountReader(aws.dynamodb, stack.accounts).pages()) {
    found.push(...accounts.flatMap((account) => pendingAccess(account, at)));
    if (interruption.aborted) return 1;
  }
  const pending = found.toSorted(byEntityAndAge);
  if (json) console.log(toJson(pending.map(toPendingJson)));
  else if (pending.length > 0) {
    console.log(pendingTable(pending, at, await readEntityNaming(stack.stage), process.stdout.columns));
  }
  console.error(
    pending.length > 0
      ? `${pending.length} in all: ${formatOccurrences(pending.map(({ state }) => state))}.`
      : `No access is pending in stage ${stack.stage}.`,
  );
  return 0;
}

function toPendingJson({ since, ...others }: PendingAccess): object {
  return { ...others, since: new Date(since).toISOString() };
}
