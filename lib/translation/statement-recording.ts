/** Records what sources say of people, and tells what is left to be done now. */
import type { OutgoingEvent } from '../ledger/effective-change.ts';
import type { EffectiveChanges } from '../ledger/effective-changes.ts';
import { inParallel } from './in-parallel.ts';
import type { EventLine, PlannedChange } from './plan.ts';
import { outgoingEvent } from './statement.ts';
import type { DatedChange } from './wake-ups.ts';

export interface RecordedChange {
  readonly line: EventLine;
  /** To be sent now. */
  readonly events: readonly OutgoingEvent[];
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
  { line, events, statement }: PlannedChange,
  messageId: string,
  requireTime: () => void,
): Promise<RecordedChange> {
  if (statement === undefined) return { line, events: events.map(outgoingEvent) };
  const { identity, username, effectiveAt } = statement;
  const result = await changes.record({ ...statement, messageId }, requireTime);
  switch (result) {
    case 'due':
      return { line, events: statement.events };
    case 'waits': {
      const waits = events.length > 0 && effectiveAt !== undefined && { waits: { identity, effectiveAt } };
      return { line, events: [], ...waits };
    }
    case 'cancelled':
    case 'replaced': {
      const { source, eventId, change } = line;
      const said = { source, ...(eventId !== undefined && { eventId }), ...(change !== undefined && { change }) };
      const date = effectiveAt !== undefined && { effectiveAt };
      return { line: { outcome: 'ignored', ...said, reason: result, username, ...date }, events: [] };
    }
  }
}
