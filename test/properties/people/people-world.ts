/** Translation's half of the service over a model of DynamoDB: people, their looks, and what accounts were told. */
import { type BatchGetItemCommandInput, DynamoDB, type ServiceInputTypes } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { isNewerDecision } from '../../../lib/account/decision-order.ts';
import { Deadline } from '../../../lib/delivery/deadline.ts';
import type { PersonReading } from '../../../lib/identity/reading.ts';
import { userIdentity } from '../../../lib/ledger/user-item.ts';
import { type DecidedEvent, decidedEvents } from '../../../lib/people/decided-event.ts';
import { sightingOf } from '../../../lib/people/identification.ts';
import type { KnownPerson } from '../../../lib/people/known-person.ts';
import { personPrefix } from '../../../lib/people/owner-key.ts';
import { People } from '../../../lib/people/people.ts';
import { PeoplePages } from '../../../lib/people/people-pages.ts';
import { PeopleTable } from '../../../lib/people/people-table.ts';
import { personLookBody } from '../../../lib/people/person-look-body.ts';
import { storedPersonOf } from '../../../lib/people/stored-person.ts';
import { ToldAccounts } from '../../../lib/people/told-accounts.ts';
import type { Policy } from '../../../lib/policy/policy.ts';
import { policyHash } from '../../../lib/policy/policy-hash.ts';
import { SafeguardStore } from '../../../lib/safeguard/safeguard-store.ts';
import type { OperationQueues, OutgoingMessage } from '../../../lib/translation/operation-queues.ts';
import { lookAtPerson } from '../../../lib/translation/person-look.ts';
import { readTranslationSettings } from '../../../lib/translation/settings.ts';
import { answerTo, DynamodbTable } from '../../../models/dynamodb-table.ts';
import { Clock } from '../../clock.ts';
import { sqsRecord, translationEnvironment } from '../../factories.ts';
import { always } from '../../lib/translation/fixed-policy.ts';
import { RecordingTelemetry } from '../world/recording-telemetry.ts';

/** The process of a worker is gone. */
export class Crash extends Error {}

/** What becomes of the calls of one worker. */
export interface Fate {
  /** The call at which the process ends, from 0. */
  readonly crashAt?: number | undefined;
  /** Whether that call takes effect. */
  readonly isAfter?: boolean;
  /** Whether what it sends gets lost. */
  readonly losesDecisions?: boolean;
}

const goesWell: Fate = {};

export interface Told {
  readonly personId: string;
  readonly generation: number;
  readonly revision: number;
  readonly assignments: readonly string[];
  readonly isSuspended: boolean;
  readonly hasLeft: boolean;
}

const settings = {
  ...readTranslationSettings(translationEnvironment),
  people: 'people',
  accounts: 'accounts',
  awsTimeout: 10_000,
};

export class PeopleWorld {
  readonly #Table: typeof PeopleTable;
  readonly clock = new Clock();
  readonly #table = new DynamodbTable(this.clock.now);
  /** The newest decision of each login. */
  readonly told = new Map<string, Told>();

  /** @param Table with a bug perhaps */
  constructor(Table = PeopleTable) {
    this.#Table = Table;
  }

  /**
   * Learns what a source says, as translation does with a message.
   *
   * @param turn before each call of the worker
   * @throws Crash, or the error with which the message is retried
   */
  async learn(
    policy: Policy,
    said: { readonly reading: PersonReading; readonly source: string },
    fate: Fate = goesWell,
    turn: () => Promise<void> = async () => undefined,
  ): Promise<void> {
    const worker = new Worker(this.#table, fate, turn);
    const people = new People(new this.#Table(worker.client, settings, this.clock.now), policy, this.clock.now);
    const { person, occasion } = await people.learn([sightingOf(policy, said)]);
    if (person === undefined || occasion === undefined) return;
    await worker.call(async () => this.#tell(decidedEvents(policy, person, occasion), fate));
  }

  /** Looks at everybody who is due. */
  async look(policy: Policy, fate: Fate = goesWell): Promise<void> {
    for (const identity of this.#due()) {
      const worker = new Worker(this.#table, fate, async () => undefined);
      const { client } = worker;
      const send = async (_: string, messages: readonly OutgoingMessage[]) => {
        if (messages.length === 0) return;
        await worker.call(async () =>
          this.#tell(
            messages.map(({ body }) => JSON.parse(body)),
            fate,
          ),
        );
      };
      await lookAtPerson({
        name: 'decidePerson',
        record: sqsRecord({
          body: personLookBody(identity),
          eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:looks',
        }),
        services: {
          settings,
          policies: always(policy),
          queues: { send } as unknown as OperationQueues,
          people: new this.#Table(client, settings, this.clock.now),
          safeguard: SafeguardStore.over(client, settings, this.clock.now),
          pages: new PeoplePages(client, settings),
          accounts: new ToldAccounts(client, settings, this.clock.now),
          telemetry: new RecordingTelemetry([]),
          now: this.clock.now,
        },
        deadline: new Deadline(this.clock.now() + 120_000, settings, this.clock.now),
      });
    }
  }

  /** Applies a policy to everybody, as a walk does once no process decides by the former one. */
  async apply(policy: Policy): Promise<void> {
    const { client } = new Worker(this.#table, goesWell, async () => undefined);
    const table = new this.#Table(client, settings, this.clock.now);
    for (const person of this.people) await table.requireDecision(person, policyHash(policy));
  }

  get people(): readonly KnownPerson[] {
    return this.#peopleItems()
      .map((item) => storedPersonOf(item).person)
      .filter(({ accounts }) => accounts.length > 0);
  }

  isQuiet(): boolean {
    return this.#peopleItems().every(({ dueAt }) => dueAt === undefined);
  }

  #due(): readonly string[] {
    const due = this.#peopleItems().filter(({ dueAt }) => dueAt !== undefined && Number(dueAt.N) <= this.clock.now());
    return due.map(({ identity }) => identity?.S ?? '');
  }

  #peopleItems() {
    return [...this.#table.items.values()].filter(({ identity }) => identity?.S?.startsWith(personPrefix));
  }

  #tell(events: readonly DecidedEvent[], { losesDecisions }: Fate): void {
    if (losesDecisions) return;
    for (const { data } of events) {
      const { username, personId, generation, revision, isSuspended, hasLeft, ruleAssignments } = data;
      const known = this.told.get(username);
      if (known !== undefined && !isNewerDecision(data, known)) continue;
      const assignments = ruleAssignments.map(({ entityId }) => entityId).toSorted();
      this.told.set(username, { personId, generation, revision, assignments, isSuspended, hasLeft });
      this.#table.update({
        TableName: 'accounts',
        Key: marshall({ identity: userIdentity(username) }),
        UpdateExpression: 'SET #version = :version, #decision = :decision',
        ExpressionAttributeNames: { '#version': 'version', '#decision': 'decision' },
        ExpressionAttributeValues: marshall({ ':version': 1, ':decision': { generation, revision } }),
      });
    }
  }
}

/** A process that may end at any of its calls. */
class Worker {
  readonly client: DynamoDB;
  readonly #table: DynamodbTable;
  readonly #fate: Fate;
  readonly #turn: () => Promise<void>;
  #calls = 0;

  constructor(table: DynamodbTable, fate: Fate, turn: () => Promise<void>) {
    this.#table = table;
    this.#fate = fate;
    this.#turn = turn;
    this.client = new DynamoDB({
      region: 'us-east-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    });
    this.client.middlewareStack.add(
      () =>
        ({ input }) =>
          this.call(async () => ({ response: undefined, output: { ...this.#answer(input), $metadata: {} } })),
      { step: 'initialize', priority: 'high' },
    );
  }

  /** @throws Crash */
  async call<Answer>(effect: () => Promise<Answer>): Promise<Answer> {
    await this.#turn();
    const { crashAt = Number.POSITIVE_INFINITY, isAfter } = this.#fate;
    const number = this.#calls++;
    if (number > crashAt || (number === crashAt && !isAfter)) throw new Crash();
    const answer = await effect();
    if (number === crashAt) throw new Crash();
    return answer;
  }

  #answer(input: ServiceInputTypes): object {
    if ('RequestItems' in input) return { Responses: this.#batch(Object(input.RequestItems)) };
    if ('UpdateExpression' in input) return answerTo(input, this.#table.update(input));
    if ('Key' in input) return { Item: this.#table.get(input) };
    throw new Error(`No model answers this call: ${Object.keys(input)}`);
  }

  #batch(requests: BatchGetItemCommandInput['RequestItems'] = {}): object {
    return Object.fromEntries(
      Object.entries(requests).map(([TableName, { Keys = [] }]) => [
        TableName,
        Keys.map((Key) => this.#table.get({ TableName, Key })).filter((item) => item !== undefined),
      ]),
    );
  }
}
