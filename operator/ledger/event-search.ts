/** Finds everything in the ledger by an id of an event, or by the person whom it is about. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type EffectiveChange, effectiveChangeOf, effectivePrefix } from '../../lib/ledger/effective-change.ts';
import type { LedgerItem } from '../../lib/ledger/ledger-item.ts';
import { type LedgerRecord, recordOf } from '../../lib/ledger/ledger-record.ts';
import { userIdentity } from '../../lib/ledger/user-item.ts';
import { foldLogin } from '../../lib/login.ts';
import { hasChangeId } from '../effective/change-facts.ts';
import { deployedOperations } from '../stack/deployed-operations.ts';
import { type LedgerFilter, ledgerPages } from './ledger-pages.ts';
import { hasId } from './record-facts.ts';

export interface FoundEvents {
  /** The oldest event first. */
  readonly records: readonly LedgerRecord[];
  /** The changes that were announced for a date. */
  readonly changes: readonly EffectiveChange[];
  /** Whether the text is no id but names a person. */
  readonly isPerson: boolean;
  /** Records of access events that do not say whom they are about: an earlier release wrote them. */
  readonly withoutPerson: number;
  /** How many records were read. */
  readonly read: number;
  /** The position from which the search can go on; undefined if it came to the end of the ledger. */
  readonly next?: string | undefined;
}

/** The operations on a user's access. */
const accessOperations = deployedOperations
  .filter(({ events, isRecorded }) => isRecorded && events.some((type) => type.startsWith('zuora.user-access.')))
  .map(({ name }) => name);

const mayMatch = [
  'eventId = :text',
  'messageId = :text',
  'identityMessageId = :text',
  'contains(identityEventId, :text)',
  'contains(correlationId, :text)',
  'userIdentity = :user',
  // A change holds the login as its source spelt it, and DynamoDB does not ignore case.
  '(attribute_exists(effectiveAt) AND (contains(announcedBy, :text) OR attribute_exists(username)))',
  '(attribute_exists(commandHash) AND attribute_not_exists(userIdentity))',
].join(' OR ');

interface Search {
  /** Where an earlier search ended. */
  readonly from?: string | undefined;
  /** Ends with the page that reaches so many records, matching or not. */
  readonly maxRead: number;
  readonly interruption: AbortSignal;
  /** Called after each page with the number of records read so far. */
  readonly onRead: (count: number) => void;
}

/**
 * Reads the table page by page up to the limit, or less when interrupted.
 *
 * @param text any id that `hasId` knows a record by, or a login
 */
export async function findEvents(
  client: DynamoDBClient,
  table: string,
  text: string,
  { from, maxRead, interruption, onRead }: Search,
): Promise<FoundEvents> {
  const user = userIdentity(text);
  const filter: LedgerFilter = { expression: mayMatch, values: { ':text': text, ':user': user } };
  const records: LedgerRecord[] = [];
  const changes: EffectiveChange[] = [];
  let [read, withoutPerson] = [0, 0];
  let next: string | undefined;
  for await (const { Items = [], ScannedCount = 0, LastEvaluatedKey } of ledgerPages(client, table, filter, from)) {
    for (const item of Items) {
      if (isChange(item)) {
        const change = effectiveChangeOf(item);
        // The record by the account tells the same.
        if (change.movedTo === undefined) changes.push(change);
      } else {
        const record = recordOf(item);
        if (hasId(record, text) || record.userIdentity === user) records.push(record);
        else if (accessOperations.includes(record.operation) && record.userIdentity === undefined) withoutPerson += 1;
      }
    }
    read += ScannedCount;
    onRead(read);
    next = LastEvaluatedKey?.['identity']?.S;
    if (interruption.aborted || read >= maxRead) break;
  }
  // DynamoDB gives them in the order of their hashes.
  records.sort(({ time: one = '' }, { time: other = '' }) => one.localeCompare(other));
  const searched = { withoutPerson, read, next };
  const byId = {
    records: records.filter((record) => hasId(record, text)),
    changes: changes.filter((change) => hasChangeId(change, text)),
  };
  if (byId.records.length + byId.changes.length > 0) return { ...byId, isPerson: false, ...searched };
  return { records, changes: changes.filter((change) => isAbout(change, text)), isPerson: true, ...searched };
}

function isChange({ identity }: LedgerItem): boolean {
  return identity?.S?.startsWith(effectivePrefix) === true;
}

function isAbout({ username, effectiveAt }: EffectiveChange, login: string): boolean {
  return effectiveAt !== undefined && username !== undefined && foldLogin(username) === foldLogin(login);
}
