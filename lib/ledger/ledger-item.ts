/** An item of the ledger's table, in the form that its release gave it. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { ServiceError } from '../errors.ts';

/** As DynamoDB has it. */
export type LedgerItem = Record<string, AttributeValue>;

/** The form in which this release writes the items of a kind, and the newest that it reads. */
export const itemVersions = {
  ...{ event: 1, user: 3, effective: 2 },
  ...{ account: 1, person: 2, owner: 1, group: 1, safeguard: 1, sources: 1, policy: 1 },
} as const;

export type ItemKind = keyof typeof itemVersions;

const laterRelease = 'newer-record';

/** Whether an item could not be read because a later release has written it, as before a rollback. */
export function isOfLaterRelease(error: unknown): boolean {
  return error instanceof ServiceError && error.reason === laterRelease;
}

/** The item's key. */
export function itemIdentity(item: LedgerItem): string {
  return unmarshall(item)['identity'];
}

/**
 * Reads the fields of an item.
 *
 * @throws ServiceError `newer-record` for an item of a later release, as after a rollback: its meaning is not guessed
 */
export function fieldsOf(item: LedgerItem, kind: ItemKind): Readonly<Record<string, unknown>> {
  const fields = unmarshall(item);
  const newest = itemVersions[kind];
  if (fields['version'] > newest) {
    throw new ServiceError(
      laterRelease,
      `The ledger's record ${fields['identity']} has version ${fields['version']}, and this release knows none after ${newest}; use the release that wrote it, or a later one.`,
    );
  }
  return fields;
}
