/** Carries out an effective-dated change on its date, if the ledger still says so. */
import type { EffectiveChange, OutgoingEvent } from '../ledger/effective-change.ts';
import type { DueChange, EffectiveChanges } from '../ledger/effective-changes.ts';
import type { SourceReading } from '../people/identification.ts';
import { ofSaidReading } from '../people/said-reading.ts';
import type { EventLine } from './plan.ts';
import type { DatedChange } from './wake-ups.ts';

export interface FoundChange {
  /** Of a change that says nothing of the person now. */
  readonly line: EventLine;
  /** To be learnt now. */
  readonly said?: SourceReading | undefined;
  /** To be sent now: an earlier release recorded them. */
  readonly events: readonly OutgoingEvent[];
  /** To be looked at on its date. */
  readonly waits?: DatedChange;
  /** To be finished once its events are sent. */
  readonly started?: EffectiveChange;
}

/**
 * @param identity of the change's record
 * @param requireTime throws if no time is left for another call
 */
export async function findDueChange(
  changes: EffectiveChanges,
  identity: string,
  requireTime: () => void,
): Promise<FoundChange> {
  const found = await changes.start(identity, requireTime);
  switch (found.is) {
    case 'started': {
      const { source, said, events } = found.change;
      return {
        ...{ line: lineOf(found.change), events, started: found.change },
        ...(said !== undefined && { said: { reading: ofSaidReading(said), source } }),
      };
    }
    case 'early': {
      const { effectiveAt } = found.change;
      const line: EventLine = { ...lineOf(found.change), outcome: 'ignored', reason: 'not-due', sent: [] };
      return { line, events: [], ...(effectiveAt !== undefined && { waits: { identity, effectiveAt } }) };
    }
    default:
      return { line: { outcome: 'ignored', source: undefined, reason: ignoredReasons[found.is] }, events: [] };
  }
}

const ignoredReasons: Readonly<Record<Exclude<DueChange['is'], 'started' | 'early'>, string>> = {
  unknown: 'unknown-change',
  cancelled: 'cancelled',
  done: 'already-sent',
};

function lineOf({ source, announcedBy, change, username, effectiveAt, events }: EffectiveChange): EventLine {
  return {
    outcome: 'translated',
    source,
    eventId: announcedBy,
    change,
    reason: 'due',
    ...(username !== undefined && { username }),
    ...(effectiveAt !== undefined && { effectiveAt }),
    sent: events.map(({ id }) => id),
  };
}
