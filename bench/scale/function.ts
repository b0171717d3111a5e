/** A Lambda function and its event source mapping: the product's code, on models of everything around it. */
import type { SQSRecord } from 'aws-lambda';
import { accountLookBody } from '../../lib/account/account-look-body.ts';
import { LinkedAccounts } from '../../lib/account/linked-accounts.ts';
import { AuditLog } from '../../lib/audit/audit-log.ts';
import { lookAtAccount } from '../../lib/delivery/account-look.ts';
import { answerBatch } from '../../lib/delivery/batch.ts';
import { Deadline } from '../../lib/delivery/deadline.ts';
import type { Services } from '../../lib/delivery/delivery.ts';
import type { Ledger } from '../../lib/ledger/ledger.ts';
import { userIdentity } from '../../lib/ledger/user-item.ts';
import { Queue } from '../../lib/sqs/queue.ts';
import { CallsInFlight } from '../../lib/zuora/calls-in-flight.ts';
import { ZuoraClient } from '../../lib/zuora/client.ts';
import { CredentialsCache } from '../../lib/zuora/credentials-cache.ts';
import type { Http } from '../../lib/zuora/http.ts';
import { JoinedReads } from '../../lib/zuora/joined-reads.ts';
import { TokenCache } from '../../lib/zuora/token-cache.ts';
import { UserSearches } from '../../lib/zuora/user-searches.ts';
import type { Timeline } from '../../models/timeline.ts';
import { type AwsRequests, secretsManagerClient, sqsClient } from './aws-clients.ts';
import type { CountingTelemetry } from './counting-telemetry.ts';
import type { SimulatedDynamodb } from './dynamodb.ts';
import { ofEveryMessage, type Received, type SimulatedQueue } from './queue.ts';
import { batchSize, type StageFunction } from './stage.ts';
import { loginOf, type Work } from './work.ts';

/** What a function lives in. */
export interface Around {
  readonly timeline: Timeline;
  readonly random: () => number;
  readonly uuid: () => string;
  readonly work: Work;
  readonly http: Http;
  readonly dynamodb: SimulatedDynamodb;
  readonly queue: SimulatedQueue;
  readonly telemetry: CountingTelemetry;
  readonly requests: AwsRequests;
  readonly ledgerOf: (settings: StageFunction['settings']) => Ledger;
  /** Nobody asks for the items of a message again. */
  readonly forget: (index: number) => void;
  /** After each batch the container works for others, so many times as long. */
  readonly rest: number;
}

/** From a request until the first look at it; milliseconds. */
const pendingFor = 600_000;

export class SimulatedFunction {
  readonly #around: Around;
  readonly #stage: StageFunction;
  invocations = 0;
  /** Of all invocations together. */
  billedMilliseconds = 0;

  constructor(around: Around, stage: StageFunction) {
    this.#around = around;
    this.#stage = stage;
  }

  /** Until the queue is empty. */
  async run(): Promise<void> {
    await Promise.all(Array.from({ length: this.#stage.containers }, () => this.#container()));
  }

  async #container(): Promise<void> {
    const { queue, timeline } = this.#around;
    const services = servicesOf(this.#around, this.#stage);
    while (!queue.isDone) {
      const batch = queue.receive(batchSize);
      if (batch.length > 0) await this.#invoke(batch, services);
      // Others may hold all that is left. A poll takes a moment.
      else await timeline.until(Math.max(timeline.now() + 20, Math.min(queue.nextVisibleAt, timeline.now() + 20_000)));
    }
  }

  async #invoke(batch: readonly Received[], services: Services): Promise<void> {
    const { settings, now } = services;
    const startedAt = now();
    const deadline = new Deadline(startedAt + settings.functionTimeout, settings, now);
    const records = batch.map(({ record }) => record);
    const { batchItemFailures } = await this.#around.work.deliver(records, services, deadline);
    if (now() > deadline.at) throw new Error('A function outlived its deadline: Lambda would have killed it.');
    this.#bill(startedAt);
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { index, record } of batch) this.#end(index, failed.has(record.messageId));
    const { rest, timeline } = this.#around;
    if (rest > 0) await timeline.until(now() + rest * (now() - startedAt));
  }

  /** Looks at the account of each message once it is due, batch by batch. */
  async lookAtAll(messages: number): Promise<void> {
    const { timeline } = this.#around;
    const services = servicesOf(this.#around, this.#stage);
    const { settings, now } = services;
    await timeline.until(now() + pendingFor);
    for (let first = 0; first < messages; first += batchSize) {
      const startedAt = now();
      const deadline = new Deadline(startedAt + settings.functionTimeout, settings, now);
      const size = Math.min(batchSize, messages - first);
      const records = Array.from({ length: size }, (_, place) => lookRecord(first + place));
      await answerBatch(records, settings.callsInFlight, async (record) => {
        await lookAtAccount({ name: 'convergeAccount', record, services, deadline, startedAt });
        return true;
      });
      this.#bill(startedAt);
    }
  }

  #bill(startedAt: number): void {
    this.invocations += 1;
    this.billedMilliseconds += this.#around.timeline.now() - startedAt;
  }

  #end(index: number, isFailed: boolean): void {
    const { queue } = this.#around;
    if (isFailed) {
      queue.putBack(index);
      return;
    }
    queue.acknowledge(index);
    this.#around.forget(index);
  }
}

function lookRecord(index: number): SQSRecord {
  const body = accountLookBody(userIdentity(loginOf(index)));
  const attributes = { ApproximateReceiveCount: '1', SentTimestamp: '0', SenderId: '' };
  return { ...ofEveryMessage(index), body, attributes: { ...attributes, ApproximateFirstReceiveTimestamp: '0' } };
}

/** As lib/services.ts makes them. */
function servicesOf(around: Around, { settings }: StageFunction): Services {
  const { timeline, random, uuid, http, dynamodb, queue, telemetry, requests } = around;
  const { now } = timeline;
  const onUnreadable = (problem: string) => telemetry.secretUnreadable(problem);
  const credentials = new CredentialsCache(secretsManagerClient(requests), settings, now, onUnreadable);
  const tokens = new TokenCache({ http, credentials, settings, now, random, events: telemetry });
  const inFlight = new CallsInFlight(settings.callsInFlight);
  const shared = { inFlight, searches: new UserSearches(now), joinedReads: new JoinedReads(async () => {}) };
  return {
    ...{ settings, telemetry, now, random, uuid },
    ledger: around.ledgerOf(settings),
    accounts: new LinkedAccounts(dynamodb, settings, now, uuid),
    audit: new AuditLog(dynamodb, settings),
    queue: new Queue(sqsClient(queue, requests), settings),
    zuora: (caller) => new ZuoraClient({ http, tokens, ...shared, settings, now, onCall: () => {} }, caller),
  };
}
