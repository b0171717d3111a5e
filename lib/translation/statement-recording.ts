/** Records changes in the ledger before they count. */
import type { EffectiveChanges } from '../ledger/effective-changes.ts';
import { inParallel } from './in-parallel.ts';
import type { EventLine, PlannedChange } from './plan.ts';
import type { DatedChange } from './wake-ups.ts';

export interface RecordedChange {
  /** The change, if it counts now; else the line that says why not. */
  readonly now: PlannedChange | EventLine;
  /** To be looked at on its date. */
  readonly waits?: DatedChange;
}

/**
 * @param messageId under which the message first arrived
 * @param requireTime throws if no time is left for another call
 * @returns the changes in their order
 */
export async function recordStatements(
  changes: EffectiveChanges,
  planned: readonly PlannedChange[],
  messageId: string,
  requireTime: () => void,
): Promise<readonly RecordedChange[]> {
  const recorded: RecordedChange[] = [];
  await inParallel([...planned.entries()], async ([index, change]) => {
    recorded[index] = await recordStatement(changes, change, messageId, requireTime);
  });
  return recorded;
}

async function recordStatement(
  changes: EffectiveChanges,
  planned: PlannedChange,
  messageId: string,
  requireTime: () => void,
): Promise<RecordedChange> {
  const { statement } = planned;
  if (statement === undefined) return { now: planned };
  const { source, announcedBy: eventId, change, username, effectiveAt, said } = statement;
  const { is, identity } = await changes.record({ ...statement, messageId }, requireTime);
  const date = effectiveAt !== undefined && { effectiveAt };
  const told = { source, eventId, change, username, ...date };
  switch (is) {
    case 'due':
      return { now: planned };
    case 'waits': {
      if (said === undefined || effectiveAt === undefined) {
        return { now: 'line' in planned ? planned.line : { outcome: 'ignored', reason: 'no-rule', ...told } };
      }
      return { now: { outcome: 'translated', reason: 'announced', ...told }, waits: { identity, effectiveAt } };
    }
    case 'cancelled':
    case 'replaced':
      return { now: { outcome: 'ignored', reason: is, ...told } };
  }
}
