/** A process that delivers one message: the code under test, up to the effect that it waits for. */
import { setImmediate } from 'node:timers/promises';
import type { SQSRecord } from 'aws-lambda';
import { lookAtAccount } from '../../../lib/delivery/account-look.ts';
import { Deadline } from '../../../lib/delivery/deadline.ts';
import type { Services } from '../../../lib/delivery/delivery.ts';
import type { Settings } from '../../../lib/settings.ts';
import { CallsInFlight } from '../../../lib/zuora/calls-in-flight.ts';
import { JoinedReads } from '../../../lib/zuora/joined-reads.ts';
import { UserSearches } from '../../../lib/zuora/user-searches.ts';
import type { Parts } from '../parts.ts';
import type { Subject } from '../subjects.ts';
import { RecordingTelemetry } from '../world/recording-telemetry.ts';
import type { Effect, Heard } from './effect.ts';
import { dynamodbClient, type Perform, sqsClient, tokens, zuoraHttp } from './process-clients.ts';

/** What a function is deployed with. */
export interface Deployment {
  readonly parts: Parts;
  readonly settings: Settings;
  readonly subjects: readonly Subject[];
}

interface Waiting {
  readonly effect: Effect;
  readonly hear: (heard: Heard) => void;
}

/** What is logged leads to nothing. */
const telemetry = new RecordingTelemetry([]);

export class Process {
  readonly #deployment: Deployment;
  readonly #owner: string;
  readonly #waiting: Waiting[] = [];
  #now: number;

  /** @param startedAt milliseconds since the epoch */
  constructor(deployment: Deployment, record: SQSRecord, startedAt: number) {
    this.#deployment = deployment;
    this.#now = startedAt;
    // Told apart by the delivery, so that a process that is run again has the same.
    this.#owner = `owner-${record.messageId.slice(-2)}-${record.attributes.ApproximateReceiveCount}-`;
    void this.#deliver(record);
  }

  /** What it waits for; undefined when it is through, or still on its way there. */
  get effect(): Effect | undefined {
    return this.#waiting[0]?.effect;
  }

  /** Goes on to the next effect. */
  async hear(heard: Heard): Promise<void> {
    this.#now = heard.at;
    this.#waiting.shift()?.hear(heard);
    await setImmediate();
  }

  async #deliver(record: SQSRecord): Promise<void> {
    const { parts, settings, subjects } = this.#deployment;
    const { type, account } = JSON.parse(record.body);
    if (account !== undefined) return this.#look(record);
    const subject = subjects.find(({ operation }) => operation.contract.type === type);
    if (!subject) throw new Error(`No operation takes ${type}.`);
    const now = () => this.#now;
    const deadline = new Deadline(now() + settings.functionTimeout, settings, now);
    const operation = parts.operation(subject.operation);
    const { batchItemFailures } = await parts.deliverBatch(operation, [record], this.#services(now), deadline);
    const failures = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    await this.#perform({ name: 'return', kind: 'return', failures });
    if (failures.length === 0) await this.#perform({ name: 'acknowledge', kind: 'acknowledge' });
  }

  /** Every look is acknowledged, whatever became of it. */
  async #look(record: SQSRecord): Promise<void> {
    const { settings } = this.#deployment;
    const startedAt = this.#now;
    const now = () => this.#now;
    const deadline = new Deadline(startedAt + settings.functionTimeout, settings, now);
    await lookAtAccount({ name: 'convergeAccount', record, services: this.#services(now), deadline, startedAt });
    await this.#perform({ name: 'return', kind: 'return', failures: [] });
    await this.#perform({ name: 'acknowledge', kind: 'acknowledge' });
  }

  readonly #perform: Perform = (effect) =>
    new Promise((resolve, reject) => {
      this.#waiting.push({
        effect,
        hear: ({ output, error }) => (error ? reject(error) : resolve(output as never)),
      });
    });

  #services(now: () => number): Services {
    const { parts, settings } = this.#deployment;
    const perform = this.#perform;
    const dynamodb = dynamodbClient(perform);
    const http = parts.http(zuoraHttp(perform));
    const inFlight = new CallsInFlight(settings.callsInFlight);
    const searches = new UserSearches(now);
    const joinedReads = new JoinedReads(async () => {});
    const client = { http, tokens, inFlight, searches, joinedReads, settings, now, onCall: () => {} };
    return {
      ...{ settings, now, telemetry },
      ledger: new parts.Ledger(dynamodb, settings, now),
      accounts: new parts.LinkedAccounts(dynamodb, settings, now, () => 'account'),
      audit: new parts.AuditLog(dynamodb, settings),
      queue: new parts.Queue(sqsClient(perform), settings),
      zuora: (caller) => new parts.ZuoraClient(client, caller),
      uuid: () => this.#owner,
      // Chance only spreads messages over time.
      random: () => 0,
    };
  }
}
