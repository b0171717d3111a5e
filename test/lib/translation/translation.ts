/** Translation on the embedded AWS, with a clock of its own: messages in, events and lines out. */
import { randomUUID } from 'node:crypto';
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { Scheduler } from '@aws-sdk/client-scheduler';
import type { SQS } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { Deadline } from '../../../lib/delivery/deadline.ts';
import { EffectiveChanges } from '../../../lib/ledger/effective-changes.ts';
import { duePeople } from '../../../lib/people/due-person.ts';
import { PeoplePages } from '../../../lib/people/people-pages.ts';
import { PeopleTable } from '../../../lib/people/people-table.ts';
import { readWalk, type Walk, walkBody } from '../../../lib/people/people-walk.ts';
import { personLookBody } from '../../../lib/people/person-look-body.ts';
import { ToldAccounts } from '../../../lib/people/told-accounts.ts';
import type { Policy } from '../../../lib/policy/policy.ts';
import { type PolicyChoice, PolicyInForce } from '../../../lib/policy-in-force/policy-choice.ts';
import { SafeguardStore } from '../../../lib/safeguard/safeguard-store.ts';
import { Queue } from '../../../lib/sqs/queue.ts';
import { DueItems } from '../../../lib/sweep/due-items.ts';
import { Arrivals } from '../../../lib/traffic/arrivals.ts';
import { TrafficTable } from '../../../lib/traffic/traffic-table.ts';
import { translateMessage } from '../../../lib/translation/identity-message.ts';
import { OperationQueues } from '../../../lib/translation/operation-queues.ts';
import { walkPeople } from '../../../lib/translation/people-walking.ts';
import { type DuePersonLook, lookAtPerson } from '../../../lib/translation/person-look.ts';
import { Schedules } from '../../../lib/translation/schedules.ts';
import { readTranslationSettings, type TranslationSettings } from '../../../lib/translation/settings.ts';
import { wakeUpBody } from '../../../lib/translation/wake-up.ts';
import { WakeUps } from '../../../lib/translation/wake-ups.ts';
import { EffectiveChangeLedger } from '../../../operator/effective/effective-changes.ts';
import { Clock } from '../../clock.ts';
import { sqsRecord, translationEnvironment } from '../../factories.ts';
import { RecordingTelemetry } from '../../properties/world/recording-telemetry.ts';
import { createLedgerTable } from '../../services/ledger-table.ts';
import { createDueTable } from '../sweep/sweeping.ts';
import { type Decision, decisionOf } from './decision.ts';
import { always } from './fixed-policy.ts';

export interface AwsParts {
  readonly sqs: SQS;
  readonly dynamodb: DynamoDB;
  readonly scheduler: Scheduler;
}

export const minute = 60_000;
export const day = 24 * 60 * minute;

export interface DeliveryOptions {
  /** The policy, for a test that is not about how it is chosen. */
  readonly by?: Policy;
  /** The process that chooses the policy. */
  readonly container?: PolicyChoice;
  /** Without it, each delivery is of a message of its own. */
  readonly messageId?: string;
  /** When the message was sent, if not now; milliseconds since the epoch. */
  readonly sentAt?: number;
  readonly messageAttributes?: SQSRecord['messageAttributes'];
}

function policiesOf({ by = policy({ on: revoking }), container = always(by) }: DeliveryOptions): PolicyChoice {
  return container;
}

export class Translation {
  readonly clock: Clock;
  readonly ledger: EffectiveChangeLedger;
  readonly name = `identity-${randomUUID()}`;
  readonly settings: TranslationSettings;
  readonly lines: string[] = [];
  readonly #aws: AwsParts;
  readonly #safeguard: SafeguardStore;
  readonly #arrivals: Arrivals;

  private constructor(aws: AwsParts, clock: Clock) {
    this.#aws = aws;
    this.clock = clock;
    this.settings = {
      ...readTranslationSettings({
        ...translationEnvironment,
        ZUORA_ACCESS_LEDGER: this.name,
        ZUORA_ACCESS_DEAD_LETTER_QUEUE: `${this.name}-dlq`,
        ZUORA_ACCESS_REQUEST_QUEUE: `${this.name}-requests`,
        ZUORA_ACCESS_REVOCATION_QUEUE: `${this.name}-revocations`,
        ZUORA_ACCESS_DECISION_QUEUE: `${this.name}-decisions`,
        ZUORA_ACCESS_PERSON_LOOK_QUEUE: `${this.name}-looks`,
        ZUORA_ACCESS_PEOPLE: `${this.name}-people`,
        ZUORA_ACCESS_SCHEDULE_GROUP: this.name,
      }),
      awsTimeout: 10_000,
    };
    this.#safeguard = SafeguardStore.over(aws.dynamodb, this.settings, this.clock.now);
    const traffic = new TrafficTable(aws.dynamodb, this.settings, this.clock.now);
    this.#arrivals = new Arrivals(traffic, new RecordingTelemetry(this.lines), this.clock.now);
    this.ledger = new EffectiveChangeLedger(aws.dynamodb, this.name, this.clock.now);
  }

  static async create(aws: AwsParts, clock = new Clock()): Promise<Translation> {
    const created = new Translation(aws, clock);
    const { people, deadLetterQueue, requestQueue, revocationQueue, decisionQueue, personLookQueue } = created.settings;
    const queues = [deadLetterQueue, requestQueue, revocationQueue, decisionQueue, personLookQueue];
    await createLedgerTable(aws.dynamodb, created.name);
    for (const table of [people, created.accounts]) await createDueTable(aws.dynamodb, table);
    await aws.scheduler.createScheduleGroup({ Name: created.name });
    for (const QueueName of [created.name, ...queues]) await aws.sqs.createQueue({ QueueName });
    return created;
  }

  /** A process of a function, with the policy that was deployed with it. */
  container(deployed?: Policy): PolicyChoice {
    const telemetry = new RecordingTelemetry(this.lines);
    return PolicyInForce.over(this.#aws.dynamodb, this.settings, { deployed, now: this.clock.now, telemetry });
  }

  /**
   * Delivers a message.
   *
   * @returns the outcome and the reason of each line, after `retry` alone if the message stays on its queue
   */
  async deliver(
    body: unknown,
    { messageId = randomUUID(), sentAt, messageAttributes = {}, ...options }: DeliveryOptions = {},
  ): Promise<string[]> {
    const policies = policiesOf(options);
    const { clock, settings, name } = this;
    const before = this.lines.length;
    const startedAt = clock.now();
    const sent = String(sentAt ?? startedAt);
    const queues = new OperationQueues(this.#aws.sqs, settings);
    await translateMessage({
      operation: { name: 'translateIdentityEvent' },
      record: sqsRecord({
        messageId,
        body: typeof body === 'string' ? body : JSON.stringify(body),
        attributes: { ...sqsRecord().attributes, SentTimestamp: sent, ApproximateFirstReceiveTimestamp: sent },
        eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${name}`,
        messageAttributes,
      }),
      services: {
        settings,
        queue: new Queue(this.#aws.sqs, settings),
        queues,
        changes: new EffectiveChanges(this.#aws.dynamodb, settings, clock.now),
        people: new PeopleTable(this.#aws.dynamodb, settings, clock.now),
        safeguard: this.#safeguard,
        arrivals: this.#arrivals,
        policies,
        wakeUps: new WakeUps(queues, new Schedules(this.#aws.scheduler, settings), clock.now),
        telemetry: new RecordingTelemetry(this.lines),
        now: clock.now,
        random: () => 0.5,
      },
      deadline: new Deadline(startedAt + 2 * minute, settings, clock.now),
      startedAt,
    });
    return this.lines
      .slice(before)
      .map((line) => JSON.parse(line))
      .filter(({ outcome }) => outcome !== undefined)
      .map(({ outcome, reason }) => [outcome, reason].filter(Boolean).join(' '));
  }

  /**
   * Has every person looked at who is due.
   *
   * @returns the outcome and the reason of each line
   */
  async look(options: DeliveryOptions = {}): Promise<string[]> {
    const before = this.lines.length;
    for (const identity of await this.duePeople()) await lookAtPerson(this.#look(personLookBody(identity), options));
    return this.#told(before);
  }

  /**
   * Has every walk go on to its end that waits on the queue of looks, and looks at the people whom it finds.
   *
   * @returns the outcome and the reason of each line
   */
  async walk(options: DeliveryOptions = {}): Promise<string[]> {
    const before = this.lines.length;
    for (let bodies = await this.#takeBodies(this.settings.personLookQueue); bodies.length > 0; ) {
      const [body = '', ...others] = bodies;
      const walk = readWalk(body);
      const isDone =
        walk === undefined ? await lookAtPerson(this.#look(body, options)) : await this.walkOn(walk, options);
      bodies = [
        ...others,
        ...(isDone === false ? [body] : []),
        ...(await this.#takeBodies(this.settings.personLookQueue)),
      ];
    }
    return this.#told(before);
  }

  /** @returns whether the walk went on */
  walkOn(walk: Walk, options: DeliveryOptions = {}): Promise<boolean> {
    return walkPeople(this.#look(walkBody(walk), options), walk);
  }

  /** Takes what waits on the queue of looks off it. */
  async takeLooks(): Promise<{ looks: readonly string[]; walks: readonly Walk[] }> {
    const bodies = await this.#takeBodies(this.settings.personLookQueue);
    const walks = bodies.flatMap((body) => readWalk(body) ?? []);
    return { looks: bodies.filter((body) => readWalk(body) === undefined), walks };
  }

  #look(body: string, options: DeliveryOptions): DuePersonLook {
    const { clock, settings } = this;
    const eventSourceARN = `arn:aws:sqs:us-east-1:000000000000:${settings.personLookQueue}`;
    return {
      name: 'decidePerson',
      record: sqsRecord({ body, eventSourceARN }),
      services: {
        settings: { ...settings, accounts: this.accounts },
        queues: new OperationQueues(this.#aws.sqs, settings),
        people: new PeopleTable(this.#aws.dynamodb, settings, clock.now),
        safeguard: this.#safeguard,
        policies: policiesOf(options),
        pages: new PeoplePages(this.#aws.dynamodb, settings),
        accounts: new ToldAccounts(this.#aws.dynamodb, { ...settings, accounts: this.accounts }, clock.now),
        telemetry: new RecordingTelemetry(this.lines),
        now: clock.now,
      },
      deadline: new Deadline(clock.now() + 2 * minute, settings, clock.now),
    };
  }

  #told(before: number): string[] {
    return this.lines
      .slice(before)
      .map((line) => JSON.parse(line))
      .map(({ outcome, reason, what }) => [outcome ?? what, reason].filter(Boolean).join(' '));
  }

  /** The keys of the people who are due. */
  duePeople(): Promise<string[]> {
    const { people: table, awsTimeout } = this.settings;
    const items = new DueItems(this.#aws.dynamodb, { table, partitions: [duePeople], awsTimeout });
    return items.find(this.clock.now(), 1000);
  }

  /** The name of the table of linked accounts. */
  get accounts(): string {
    return `${this.name}-accounts`;
  }

  /** Has translation look at every change of the ledger, as their schedules do. */
  async wake(options: DeliveryOptions = {}): Promise<string[]> {
    const changes = await this.ledger.list(new AbortController().signal);
    const outcomes: string[] = [];
    for (const { identity } of changes) outcomes.push(...(await this.deliver(wakeUpBody(identity), options)));
    return outcomes;
  }

  /** The dates of what is pending. */
  async pending(): Promise<(string | undefined)[]> {
    const changes = await this.ledger.list(new AbortController().signal);
    return changes.filter(({ state }) => state === 'pending').map(({ effectiveAt }) => effectiveAt);
  }

  /** Cancels the only change of the ledger, as an operator does. */
  async cancel(): Promise<boolean> {
    const [change, ...others] = await this.ledger.list(new AbortController().signal);
    if (change === undefined || others.length > 0) throw new Error('not one change');
    const canceller = { by: 'arn:aws:iam::000000000000:user/grace', at: this.clock.now() };
    return (await this.ledger.cancel(change, canceller)) !== undefined;
  }

  /** Takes the events of an earlier release off the queue of requests or revocations: their users and times. */
  async taken(queue: 'requests' | 'revocations'): Promise<string[]> {
    const events = await this.#take(`${this.name}-${queue}`);
    return events.map(({ data, time }) => `${data.username} ${time}`);
  }

  /** Takes the decisions off their queue, in the order of their revisions. */
  async decided(): Promise<readonly Decision[]> {
    const events = await this.takeDecisions();
    return events.map(decisionOf).toSorted((one, other) => one.revision - other.revision);
  }

  /** The same as the operation would receive them. */
  takeDecisions() {
    return this.#take(this.settings.decisionQueue);
  }

  async #take(QueueName: string) {
    return (await this.#takeBodies(QueueName)).map((body) => JSON.parse(body));
  }

  async #takeBodies(QueueName: string): Promise<string[]> {
    const { QueueUrl } = await this.#aws.sqs.getQueueUrl({ QueueName });
    const bodies: string[] = [];
    for (;;) {
      const { Messages = [] } = await this.#aws.sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
      if (Messages.length === 0) return bodies;
      for (const { Body = '', ReceiptHandle } of Messages) {
        bodies.push(Body);
        await this.#aws.sqs.deleteMessage({ QueueUrl, ReceiptHandle });
      }
    }
  }

  /** The names of the schedules. */
  async schedules(): Promise<string[]> {
    const { Schedules: all = [] } = await this.#aws.scheduler.listSchedules({ GroupName: this.name });
    return all.map(({ Name = '' }) => Name);
  }
}
