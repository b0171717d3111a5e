/** `status`: what the ledger knows of an event. */

import { NotFound } from '../../operator/errors.ts';
import { LedgerReader } from '../../operator/ledger/ledger-reader.ts';
import { recordFacts, toRecordRow } from '../../operator/ledger/record-facts.ts';
import type { Session } from '../../operator/session.ts';
import { factsOf } from '../terminal/table.ts';
import { toJson } from '../terminal/text.ts';

export interface StatusOptions {
  readonly source?: string;
  readonly json?: true;
}

/**
 * @returns the exit code
 * @throws NotFound
 */
export async function status(session: Session, id: string, { source, json }: StatusOptions): Promise<number> {
  const { clients, stack, interruption, now } = session;
  const ledger = new LedgerReader(clients.dynamodb, stack.ledger);
  if (source === undefined) console.error('Without --source this reads the whole ledger.');
  const records = source === undefined ? await ledger.scan(id, interruption) : await ledger.find(source, id);
  if (interruption.aborted) return 1;
  if (records.length === 0) {
    throw new NotFound(
      `The ledger has no record of ${id}. The event has not been delivered yet, is none (dlq list), or is forgotten; an identity event has none of its own (tail).`,
    );
  }
  console.log(
    json ? toJson(records.map(toRecordRow)) : records.map((record) => factsOf(recordFacts(record, now()))).join('\n\n'),
  );
  return 0;
}
