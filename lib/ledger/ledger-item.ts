/** An item of the ledger's table, in the form that its release gave it. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { ServiceError } from '../errors.ts';

/** As DynamoDB has it. */
export type LedgerItem = Record<string, AttributeValue>;

/** The form in which this release writes an item, and the newest that it reads. */
export const itemVersion = 1;

/**
 * Reads the fields of an item.
 *
 * @throws ServiceError `newer-record` for one that a later release wrote, as after a rollback: its meaning is not guessed
 */
export function fieldsOf(item: LedgerItem): Readonly<Record<string, unknown>> {
  const fields = unmarshall(item);
  if (fields['version'] > itemVersion) {
    throw new ServiceError(
      'newer-record',
      `The ledger's record ${fields['identity']} has version ${fields['version']}, and this release knows none after ${itemVersion}; use the release that wrote it, or a later one.`,
    );
  }
  return fields;
}
