/**
 * The record of every event, in DynamoDB: which attempt holds it, and its latest outcome.
 *
 *   absent ──claim──> open, held ──settle──> open, free ──claim──> …
 *                         │
 *                         └───────settle──> done
 *
 * An owner whose lease another attempt has acquired writes nothing.
 */
import type { Dynamodb } from '../dynamodb/dynamodb.ts';
import { changedEntityIds } from '../event/changed-entities.ts';
import type { ReceivedEvent } from '../event/event.ts';
import type { LoggedCommand } from '../log-line.ts';
import { isApplied, type Outcome } from '../outcome.ts';
import type { Settings } from '../settings.ts';
import { type AcceptedWrites, acceptedIn } from './accepted-writes.ts';
import { type AttemptHistory, noHistory } from './attempt-history.ts';
import { type ClaimRefusal, explainRefusal, type LedgerRecord, recordOf } from './ledger-record.ts';
import { LedgerTable, ledgerTable } from './ledger-table.ts';
import { userIdentity } from './user-item.ts';

export interface Claim {
  readonly operation: string;
  readonly event: ReceivedEvent<LoggedCommand>;
  /** The ID of the message with the identity event, if the event was derived from one. */
  readonly identityMessageId?: string | undefined;
  /** The message's ID: the idempotency key, if this is the event's first. */
  readonly messageId: string;
  /** Random, one for each attempt: an SDK's own repeat of a claim must not fail against itself. */
  readonly owner: string;
  /** Until when no other attempt may acquire the record; milliseconds since the epoch. */
  readonly leaseExpiresAt: number;
}

/** What an attempt leaves behind. */
export interface Settlement {
  readonly outcome: Outcome;
  readonly reason?: string | undefined;
  readonly detail?: string | undefined;
  readonly zuoraId?: string | undefined;
  readonly history: AttemptHistory;
  /** When the next attempt may acquire the record, if it stays open; milliseconds since the epoch. */
  readonly leaseExpiresAt: number;
  /** Counts the keys of earlier answers. */
  readonly epoch: number;
  readonly zuoraRequestId: string | undefined;
  /** By entity, if Zuora answered in several. */
  readonly zuoraRequestIds?: Readonly<Record<string, string>> | undefined;
  /** The entity of the latest call. */
  readonly entityId: string | undefined;
  /** The entities in which a newer event counts: some of those that the event names, so 100 at most. */
  readonly superseded?: readonly string[] | undefined;
  readonly accepted?: AcceptedWrites | undefined;
}

/** What a record keeps of a settlement, where nothing is settled yet. */
const noFindings = {
  outcome: undefined,
  reason: undefined,
  detail: undefined,
  zuoraId: undefined,
  zuoraRequestId: undefined,
  zuoraRequestIds: undefined,
  entityId: undefined,
  superseded: undefined,
} satisfies Record<Exclude<keyof Settlement, 'history' | 'leaseExpiresAt' | 'epoch' | 'accepted'>, undefined>;

const newHistory = storedHistory(noHistory);

type LedgerSettings = Pick<Settings, 'ledger' | 'ledgerRetention' | 'awsTimeout'>;

const maxTextLength = 1024;

/** Of each of many request ids in one item. */
const maxIdLength = 100;

const isAbsent = 'attribute_not_exists(#identity)';
const isMine = '#owner = :owner';
const isExpired = '#state = :open AND #freeAt <= :now';
const isSameCommand = '#commandHash = :commandHash';
const isUnchanged = '#owner = :previousOwner';
const noteCutOff = '#cutOff = if_not_exists(#unsettled, :no)';

export class Ledger {
  readonly #table: LedgerTable;
  readonly #now: () => number;

  constructor(client: Dynamodb, settings: LedgerSettings, now: () => number) {
    this.#table = new LedgerTable(client, ledgerTable(settings), now);
    this.#now = now;
  }

  /**
   * Acquires the record of an event for one attempt, or tells why it cannot.
   *
   * @throws ServiceError `newer-record`
   */
  async claim(claim: Claim): Promise<LedgerRecord | ClaimRefusal> {
    const claimed = await this.#table.update({
      kind: 'event',
      identity: claim.event.identity,
      anyOf: [isAbsent, `${isExpired} AND ${isSameCommand}`],
      operands: { open: 'open', now: this.#now(), no: false },
      set: claimedFields(claim),
      setOnce: { messageId: claim.messageId, epoch: 0, ...newHistory },
      also: noteCutOff,
    });
    return claimed ? recordOf(claimed) : this.#withoutClaim(claim);
  }

  /** @returns false when another attempt has taken the record meanwhile */
  async settle({ event, owner }: Claim, settlement: Settlement): Promise<boolean> {
    const { outcome, reason, detail, zuoraId, zuoraRequestId, entityId, history, leaseExpiresAt, epoch } = settlement;
    const state = isApplied(outcome) ? 'done' : 'open';
    const zuoraRequestIds = settlement.zuoraRequestIds && bounded(settlement.zuoraRequestIds, maxIdLength);
    const findings = {
      ...bounded({ outcome, reason, detail, zuoraId, zuoraRequestId, entityId }, maxTextLength),
      zuoraRequestIds,
      superseded: settlement.superseded,
      ...acceptedIn(state, settlement.accepted, event.command),
    };
    return this.#table.write({
      kind: 'event',
      identity: event.identity,
      anyOf: [isMine],
      operands: { owner },
      set: { ...findings, ...storedHistory(history), state, freeAt: leaseExpiresAt, epoch, unsettled: false },
    });
  }

  async #withoutClaim(claim: Claim): Promise<LedgerRecord | ClaimRefusal> {
    const item = await this.#table.read(claim.event.identity);
    const record = item && recordOf(item);
    // The client has sent the claim twice, and the second found the first.
    if (record?.unsettled && record.owner === claim.owner) return record;
    const refusal = explainRefusal(record, claim.event.commandHash, this.#now());
    if (refusal.is === 'done') await this.#renew(claim.event.identity);
    return refusal.is === 'replaceable' ? this.#replace(refusal.record, claim) : refusal;
  }

  /** An event is remembered for the ledger's retention from its last delivery on. */
  async #renew(identity: string): Promise<void> {
    await this.#table.write({
      kind: 'event',
      identity,
      // A process that stood still does not take back what a later one has renewed.
      anyOf: ['#state = :done AND #expiresAt <= :expiresAt'],
      operands: { done: 'done' },
      set: {},
    });
  }

  /** Replaces the command of an event that failed for good with the corrected one, under the next key. */
  async #replace(record: LedgerRecord, claim: Claim): Promise<LedgerRecord | ClaimRefusal> {
    const replaced = await this.#table.update({
      kind: 'event',
      identity: record.identity,
      anyOf: [`${isExpired} AND ${isUnchanged}`],
      operands: { open: 'open', now: this.#now(), previousOwner: record.owner },
      set: { ...claimedFields(claim), ...noFindings, ...newHistory, epoch: record.epoch + 1, cutOff: false },
    });
    return replaced ? recordOf(replaced) : this.#withoutClaim(claim);
  }
}

function claimedFields({ operation, event, identityMessageId, owner, leaseExpiresAt }: Claim): Record<string, unknown> {
  const { commandHash, eventId, source, time, correlationId, requestedBy, requestReason, command } = event;
  const { identityEventId } = event;
  const audit = { eventId, source, time, correlationId, identityEventId, requestedBy, requestReason };
  const subject = { userIdentity: userIdentityOf(command), targetEntityIds: targetsOf(command) };
  const { assignment, expiresAt: accessExpiresAt, ticket, approvedBy, assignments, hold } = command;
  const { personId, generation, revision, isSuspended, hasLeft, leftAt } = command;
  const terms = {
    ...{ assignment, accessExpiresAt, ticket, approvedBy, assignments, hold },
    ...{ personId, generation, revision, isSuspended, hasLeft, leftAt },
  };
  const lease = { state: 'open', owner, freeAt: leaseExpiresAt, unsettled: true };
  return { operation, commandHash, ...audit, identityMessageId, ...subject, ...terms, ...lease };
}

/** @returns undefined for a command that is about no user */
function userIdentityOf({ username }: LoggedCommand): string | undefined {
  return username === undefined ? undefined : userIdentity(username);
}

/** @returns undefined for a command that names none */
function targetsOf(command: LoggedCommand): readonly string[] | undefined {
  const ids = changedEntityIds(command);
  return ids.length > 0 ? ids : undefined;
}

/** Zuora chooses the length of its ids and texts, and an item has a bound. */
function bounded(
  texts: Readonly<Record<string, string | undefined>>,
  maxLength: number,
): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text?.slice(0, maxLength)]));
}

function storedHistory({ attempts, failures, waited }: AttemptHistory): Record<string, unknown> {
  return { attempts, tally: failures, waited };
}
