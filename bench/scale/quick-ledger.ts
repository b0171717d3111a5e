/** A ledger without DynamoDB, for a million messages: the same answers, and as much time as all calls for an event take. */
import type { Dynamodb } from '../../lib/dynamodb/dynamodb.ts';
import { noHistory } from '../../lib/ledger/attempt-history.ts';
import { type Claim, Ledger, type Settlement } from '../../lib/ledger/ledger.ts';
import type { ClaimRefusal, LedgerRecord } from '../../lib/ledger/ledger-record.ts';
import type { Settings } from '../../lib/settings.ts';
import type { Timeline } from '../../models/timeline.ts';

type Kept = Pick<LedgerRecord, 'owner' | 'messageId' | 'epoch' | 'history' | 'leaseExpiresAt'>;

export class QuickLedger extends Ledger {
  readonly #records: Map<string, Kept>;
  readonly #timeline: Timeline;
  readonly #latency: number;

  /** @param records shared by all containers; @param latency of a claim, and of a settlement; milliseconds */
  constructor(records: Map<string, Kept>, settings: Settings, timeline: Timeline, latency: number) {
    super(unused, settings, timeline.now);
    this.#records = records;
    this.#timeline = timeline;
    this.#latency = latency;
  }

  override async claim({
    operation,
    event,
    messageId,
    owner,
    leaseExpiresAt,
  }: Claim): Promise<LedgerRecord | ClaimRefusal> {
    await this.#sleep();
    const { identity, commandHash } = event;
    const known = this.#records.get(messageId);
    if (known && known.leaseExpiresAt > this.#timeline.now()) return { is: 'held', until: known.leaseExpiresAt };
    const kept = { epoch: 0, history: noHistory, ...known, owner, messageId, leaseExpiresAt };
    this.#records.set(messageId, kept);
    return { ...kept, version: 1, identity, operation, commandHash, state: 'open', unsettled: true };
  }

  override async settle({ messageId, owner }: Claim, { history, leaseExpiresAt, epoch }: Settlement): Promise<boolean> {
    await this.#sleep();
    const known = this.#records.get(messageId);
    if (known?.owner !== owner) return false;
    this.#records.set(messageId, { owner, messageId, epoch, history, leaseExpiresAt });
    return true;
  }

  #sleep(): Promise<void> {
    return this.#timeline.until(this.#timeline.now() + this.#latency);
  }
}

async function none(): Promise<never> {
  throw new Error('The quick ledger calls no DynamoDB.');
}

const unused: Dynamodb = {
  ...{ getItem: none, batchGetItem: none, putItem: none, updateItem: none, query: none, scan: none },
};
