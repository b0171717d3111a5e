/** `status`: the ledger's records of an event, and of the effective-dated change that it announced. */
import { changeFacts, toChangeJson } from '../../operator/effective/change-facts.ts';
import { NotFound } from '../../operator/errors.ts';
import { findById } from '../../operator/ledger/id-search.ts';
import { LedgerReader } from '../../operator/ledger/ledger-reader.ts';
import { recordFacts, toRecordJson } from '../../operator/ledger/record-facts.ts';
import type { Session } from '../../operator/stack/session.ts';
import { formatFacts } from '../terminal/table.ts';
import { toJson } from '../terminal/text.ts';

export interface StatusOptions {
  readonly source?: string;
  readonly json?: true;
}

/**
 * @returns the exit code
 * @throws NotFound
 */
export async function showStatus(session: Session, id: string, { source, json }: StatusOptions): Promise<number> {
  const { aws, stack, interruption, now } = session;
  if (source === undefined) console.error('Without --source this reads the whole ledger.');
  const { records, changes } =
    source === undefined
      ? await findById(aws.dynamodb, stack.ledger, id, interruption)
      : { records: await new LedgerReader(aws.dynamodb, stack.ledger).find(source, id), changes: [] };
  if (interruption.aborted) return 1;
  if (records.length + changes.length === 0) {
    throw new NotFound(
      `The ledger has no record of ${id}. The event is not delivered yet, is invalid (see dlq list), or its record has expired. An identity event has no record of its own (see tail), unless it announced a change and --source is left out.`,
    );
  }
  console.log(
    json
      ? toJson([...records.map(toRecordJson), ...changes.map(toChangeJson)])
      : [...records.map((record) => recordFacts(record, now())), ...changes.map(changeFacts)]
          .map(formatFacts)
          .join('\n\n'),
  );
  return 0;
}
