/** What an event's record keeps of the writes that Zuora accepted. */
import { changedEntityIds } from '../event/changed-entities.ts';
import type { LoggedCommand } from '../log-line.ts';
import type { LedgerRecord } from './ledger-record.ts';

/** The entities in which Zuora accepted what the event wrote, and the owner of the change that the account has open. */
export interface AcceptedWrites {
  readonly by: string;
  readonly entityIds: readonly string[];
}

/**
 * Of an event that is done, all is accepted where its record does not say otherwise. An attempt in which nothing was accepted
 * leaves what is known. A decision may have been written to entities that it does not name.
 *
 * @returns the field of the record; no field if it stays as it is
 */
export function acceptedIn(
  state: LedgerRecord['state'],
  accepted: AcceptedWrites | undefined,
  command: LoggedCommand,
): { readonly accepted?: AcceptedWrites | undefined } {
  const isDone = state === 'done';
  if (accepted === undefined || accepted.entityIds.length === 0) return isDone ? { accepted: undefined } : {};
  const isDecision = command.ruleAssignments !== undefined;
  const isAll = isDone && !isDecision && changedEntityIds(command).every((id) => accepted.entityIds.includes(id));
  return { accepted: isAll ? undefined : accepted };
}
