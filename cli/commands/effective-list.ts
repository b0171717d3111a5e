/** `effective list`: the effective-dated changes that are pending, started or cancelled. */
import { formatOccurrences } from '../../operator/counts.ts';
import { toChangeJson } from '../../operator/effective/change-facts.ts';
import { EffectiveChangeLedger } from '../../operator/effective/effective-changes.ts';
import type { Session } from '../../operator/stack/session.ts';
import { effectiveTable } from '../reports/effective-report.ts';
import { toJson } from '../terminal/text.ts';

export interface EffectiveListOptions {
  readonly json?: true;
}

/** @returns the exit code */
export async function listEffectiveChanges(session: Session, { json }: EffectiveListOptions): Promise<number> {
  const { aws, stack, interruption, now } = session;
  const changes = await new EffectiveChangeLedger(aws.dynamodb, stack.ledger, now).list(interruption);
  if (interruption.aborted) return 1;
  if (json) console.log(toJson(changes.map(toChangeJson)));
  else if (changes.length > 0) console.log(effectiveTable(changes, process.stdout.columns));
  console.error(
    changes.length > 0
      ? `${changes.length} in all: ${formatOccurrences(changes.map(({ state }) => state))}.`
      : `No effective-dated changes in stage ${stack.stage}.`,
  );
  return 0;
}
