/** The event that tells a bus of an entry of the audit log: a CloudEvent with the entry as DynamoDB has it. */

/** The type of the events, as CloudEvents and EventBridge have it. */
export const outcomeEventType = 'zuora-access.audit-entry.v1';

/** The fields that every entry has, and that the event repeats outside it. */
type Named = Readonly<Record<'account' | 'recordedAt' | 'what' | 'outcome', string>>;

/**
 * @param source the prefix of the stage's resources
 * @param id of the event, the same if it is sent again
 * @param entry in DynamoDB's form
 */
export function outcomeEvent<Entry>(source: string, id: string, entry: Entry, named: Named) {
  const { account, recordedAt, what, outcome } = named;
  return {
    ...{ specversion: '1.0', type: outcomeEventType, source, id, time: recordedAt, subject: account },
    data: { what, outcome, entry },
  };
}
