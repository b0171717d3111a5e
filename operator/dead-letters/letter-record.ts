/** What the ledger knows of a dead letter's event. */
import type { LedgerRecord } from '../../lib/ledger/ledger-record.ts';
import { LedgerReader } from '../ledger/ledger-reader.ts';
import type { AwsConnection } from '../stack/aws-connection.ts';
import type { Stack } from '../stack/stack.ts';
import type { DeadLetter } from './dead-letter.ts';

/** What of a session reads the ledger. */
interface LedgerSession {
  readonly aws: Pick<AwsConnection, 'dynamodb'>;
  readonly stack: Pick<Stack, 'ledger'>;
}

/** @returns undefined for a body without an event, or an event without a record */
export async function findLetterRecord(
  { aws, stack }: LedgerSession,
  letter: Pick<DeadLetter, 'source' | 'eventId' | 'originalMessageId' | 'operation'>,
): Promise<LedgerRecord | undefined> {
  const { source, eventId, originalMessageId, operation } = letter;
  if (source === undefined) return undefined;
  const records = await new LedgerReader(aws.dynamodb, stack.ledger).find(source, eventId ?? originalMessageId);
  return records.find((record) => operation === undefined || record.operation === operation);
}
