/**
 * The record of every event, in DynamoDB: who works on it, and what came of it.
 *
 *   absent ──claim──> open, held ──settle──> open, free ──claim──> …
 *                         │
 *                         └───────settle──> done
 *
 * An owner that comes back late finds the record taken, and writes nothing.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Disposition } from '../delivery/disposition.ts';
import { noFailures } from '../delivery/retry-decision.ts';
import type { ReceivedEvent } from '../event/event.ts';
import { isApplied } from '../outcome.ts';
import type { Settings } from '../settings.ts';
import { type ClaimRefusal, explainRefusal, type LedgerRecord, recordOf } from './ledger-record.ts';
import { LedgerTable } from './ledger-table.ts';

export interface Claim {
  readonly operation: string;
  readonly event: ReceivedEvent<unknown>;
  /** The message's ID: the idempotency key, if this is the event's first. */
  readonly messageId: string;
  /** Random, one for each attempt: an SDK's own repeat of a claim must not fail against itself. */
  readonly owner: string;
  /** Until when nobody else may take the record. */
  readonly freeAt: number;
}

/** What an attempt leaves behind. */
export interface Settlement {
  readonly disposition: Disposition;
  readonly epoch: number;
  readonly zuoraRequestId: string | undefined;
  /** The entity that the latest call was made in. */
  readonly entityId: string | undefined;
}

const isAbsent = 'attribute_not_exists(#identity)';
const isMine = '#owner = :owner';
const isFree = '#state = :open AND #freeAt <= :now';
const isSameCommand = '#commandHash = :commandHash';
const isUnchanged = '#owner = :previousOwner';
const noteCutOff = '#cutOff = if_not_exists(#unsettled, :no)';

export class Ledger {
  readonly #table: LedgerTable;
  readonly #now: () => number;

  constructor(client: DynamoDBClient, settings: Settings, now: () => number) {
    this.#table = new LedgerTable(client, settings, now);
    this.#now = now;
  }

  /**
   * Takes the record of an event for one attempt; where that fails, tells how the record stands.
   *
   * @throws ServiceError `newer-record`
   */
  async claim(claim: Claim): Promise<LedgerRecord | ClaimRefusal> {
    const claimed = await this.#table.update({
      identity: claim.event.identity,
      condition: `${isAbsent} OR (${isFree} AND ${isSameCommand})`,
      operands: { open: 'open', now: this.#now(), no: false },
      set: claimedFields(claim),
      setOnce: { messageId: claim.messageId, epoch: 0, attempts: 0, tally: noFailures },
      also: noteCutOff,
    });
    return claimed ? recordOf(claimed) : this.#withoutClaim(claim);
  }

  /** @returns false when another attempt has taken the record meanwhile */
  async settle(
    { event, owner }: Claim,
    { disposition, epoch, zuoraRequestId, entityId }: Settlement,
  ): Promise<boolean> {
    const { outcome, reason, detail, zuoraId, attempts, tally, freeAt } = disposition;
    const state = isApplied(outcome) ? 'done' : 'open';
    const findings = { outcome, reason, detail, zuoraId, zuoraRequestId, entityId };
    const settled = await this.#table.update({
      identity: event.identity,
      condition: isMine,
      operands: { owner },
      set: { ...findings, state, attempts, tally, freeAt, epoch, unsettled: false },
    });
    return settled !== undefined;
  }

  async #withoutClaim(claim: Claim): Promise<LedgerRecord | ClaimRefusal> {
    const item = await this.#table.read(claim.event.identity);
    const record = item && recordOf(item);
    // The SDK has sent the claim twice, and the second found the first.
    if (record?.unsettled && record.owner === claim.owner) return record;
    const standing = explainRefusal(record, claim.event.commandHash, this.#now());
    return standing.is === 'replaceable' ? this.#replace(standing.record, claim) : standing;
  }

  /** Puts the corrected command of an event that failed for good in the place of the first, under the next key. */
  async #replace(record: LedgerRecord, claim: Claim): Promise<LedgerRecord | ClaimRefusal> {
    const replaced = await this.#table.update({
      identity: record.identity,
      condition: `${isFree} AND ${isUnchanged}`,
      operands: { open: 'open', now: this.#now(), previousOwner: record.owner },
      set: { ...claimedFields(claim), epoch: record.epoch + 1, attempts: 0, tally: noFailures, cutOff: false },
    });
    return replaced ? recordOf(replaced) : this.#withoutClaim(claim);
  }
}

function claimedFields({ operation, event, owner, freeAt }: Claim): Record<string, unknown> {
  const { commandHash, eventId, source, time, correlationId, requestedBy, requestReason } = event;
  const audit = { eventId, source, time, correlationId, requestedBy, requestReason };
  return { operation, commandHash, ...audit, state: 'open', owner, freeAt, unsettled: true };
}
