/** Translation's half of the service over a model of DynamoDB: people, their looks, and what accounts were told. */
import { marshall } from '@aws-sdk/util-dynamodb';
import { isNewerDecision } from '../../../lib/account/decision-order.ts';
import { Deadline } from '../../../lib/delivery/deadline.ts';
import type { Reading } from '../../../lib/identity/reading.ts';
import { userIdentity } from '../../../lib/ledger/user-item.ts';
import type { DecidedEvent } from '../../../lib/people/decided-event.ts';
import type { KnownPerson } from '../../../lib/people/known-person.ts';
import { People } from '../../../lib/people/people.ts';
import { PeoplePages } from '../../../lib/people/people-pages.ts';
import { PeopleTable } from '../../../lib/people/people-table.ts';
import { readWalk, type Walk } from '../../../lib/people/people-walk.ts';
import { personLookBody } from '../../../lib/people/person-look-body.ts';
import { storedPersonOf } from '../../../lib/people/stored-person.ts';
import { ToldAccounts } from '../../../lib/people/told-accounts.ts';
import type { Policy } from '../../../lib/policy/policy.ts';
import { policyHash } from '../../../lib/policy/policy-hash.ts';
import { safeguardOf } from '../../../lib/safeguard/safeguard.ts';
import { SafeguardStore } from '../../../lib/safeguard/safeguard-store.ts';
import { rememberGroupEnds, walkMembers } from '../../../lib/translation/group-ending.ts';
import { learnAll } from '../../../lib/translation/message-learning.ts';
import type { OperationQueues, OutgoingMessage } from '../../../lib/translation/operation-queues.ts';
import { walkPeople } from '../../../lib/translation/people-walking.ts';
import { type DuePersonLook, lookAtPerson } from '../../../lib/translation/person-look.ts';
import { planEvent } from '../../../lib/translation/plan.ts';
import { readTranslationSettings } from '../../../lib/translation/settings.ts';
import { DynamodbTable } from '../../../models/dynamodb-table.ts';
import { keep, readQuarantines, release } from '../../../operator/safeguard/quarantine.ts';
import { Clock } from '../../clock.ts';
import { sqsRecord, translationEnvironment } from '../../factories.ts';
import { always } from '../../lib/translation/fixed-policy.ts';
import { RecordingTelemetry } from '../world/recording-telemetry.ts';
import { type Fate, goesWell, peopleIn, Worker } from './worker.ts';

export interface Told {
  readonly personId: string;
  readonly generation: number;
  readonly revision: number;
  readonly assignments: readonly string[];
  readonly isSuspended: boolean;
  readonly hasLeft: boolean;
}

/** What a source says in one message. */
export interface Message {
  readonly source: string;
  readonly readings: readonly Reading[];
}

interface WaitingWalk {
  readonly walk: Walk;
  /** When SQS gives it to a function; milliseconds since the epoch. */
  readonly at: number;
}

type OnTold = (login: string, told: Told, before: Told | undefined) => void;

const settings = {
  ...readTranslationSettings(translationEnvironment),
  people: 'people',
  accounts: 'accounts',
  awsTimeout: 10_000,
};
const queueArn = 'arn:aws:sqs:us-east-1:000000000000:identity';

export class PeopleWorld {
  readonly #Table: typeof PeopleTable;
  readonly clock = new Clock();
  readonly #table = new DynamodbTable(this.clock.now);
  /** The newest decision of each login. */
  readonly told = new Map<string, Told>();
  readonly #onTold: OnTold;
  /** What waits on the queue of looks, and says whom to look for. */
  #walks: readonly WaitingWalk[] = [];

  /**
   * @param Table with a bug perhaps
   * @param onTold each time that an account hears something new
   */
  constructor(Table = PeopleTable, onTold: OnTold = () => undefined) {
    this.#Table = Table;
    this.#onTold = onTold;
  }

  /**
   * Learns what a source says, as translation does with a message.
   *
   * @param turn before each call of the worker
   * @throws Crash, or the error with which the message is retried
   */
  async learn(policy: Policy, { source, readings }: Message, fate?: Fate, turn?: () => Promise<void>): Promise<void> {
    const worker = new Worker(this.#table, fate, turn);
    const { client } = worker;
    const { now } = this.clock;
    const table = new this.#Table(client, settings, now);
    const safeguard = safeguardOf(SafeguardStore.over(client, settings, now), policy);
    const people = new People(table, policy, now, safeguard);
    const { changes } = planEvent(policy, { source, body: '', readings });
    const ends = await rememberGroupEnds(table, changes);
    const said = new Map(changes.flatMap((one, index) => ('reading' in one ? [[index, one] as const] : [])));
    const { learnt, failure } = await learnAll(people, { policy, safeguard }, said);
    const queues = this.#queues(worker, fate);
    const events = learnt.flatMap((ofPerson) => ofPerson.events);
    await queues.send(
      settings.decisionQueue,
      events.map(({ body }) => ({ body, delay: 0 })),
      () => undefined,
    );
    await walkMembers({ people: table, queues, settings, now }, ends, queueArn, () => undefined);
    if (failure !== undefined) throw failure;
  }

  /** Goes on with every walk, and looks at everybody who is due. */
  async look(policy: Policy, fate: Fate = goesWell): Promise<void> {
    const now = this.clock.now();
    const due = this.#walks.filter(({ at }) => at <= now);
    this.#walks = this.#walks.filter(({ at }) => at > now);
    for (const one of due) {
      const isDone = await walkPeople(this.#look('', policy, fate), one.walk);
      if (!isDone) this.#walks = [...this.#walks, one];
    }
    for (const identity of this.#due()) await lookAtPerson(this.#look(personLookBody(identity), policy, fate));
  }

  #look(body: string, policy: Policy, fate: Fate): DuePersonLook {
    const worker = new Worker(this.#table, fate);
    const { client } = worker;
    return {
      name: 'decidePerson',
      record: sqsRecord({ body, eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:looks' }),
      services: {
        settings,
        policies: always(policy),
        queues: this.#queues(worker, fate),
        people: new this.#Table(client, settings, this.clock.now),
        safeguard: SafeguardStore.over(client, settings, this.clock.now),
        pages: new PeoplePages(client, settings),
        accounts: new ToldAccounts(client, settings, this.clock.now),
        telemetry: new RecordingTelemetry([]),
        now: this.clock.now,
      },
      deadline: new Deadline(this.clock.now() + 120_000, settings, this.clock.now),
    };
  }

  /** Applies a policy to everybody, as a walk does once no process decides by the former one. */
  async apply(policy: Policy): Promise<void> {
    const { client } = new Worker(this.#table);
    const table = new this.#Table(client, settings, this.clock.now);
    for (const person of this.people) await table.requireDecision(person, policyHash(policy));
  }

  /** An operator answers what waits. */
  async answer(isKept: boolean): Promise<void> {
    const { client } = new Worker(this.#table);
    const session = { aws: { dynamodb: client }, stack: { stage: 'any', people: 'people' }, now: this.clock.now };
    for (const set of await readQuarantines(session, () => undefined)) {
      if (isKept && set.state === 'open') await keep(session, set, 'grace');
      if (!isKept && set.state !== 'released') await release(session, set, { by: 'grace' });
    }
  }

  get people(): readonly KnownPerson[] {
    return peopleIn(this.#table)
      .map((item) => storedPersonOf(item).person)
      .filter(({ accounts }) => accounts.length > 0);
  }

  /** Whether nothing is left to look at but what waits for an operator. */
  isQuiet(): boolean {
    const isDue = peopleIn(this.#table).some(({ dueAt, quarantined }) => dueAt !== undefined && !quarantined);
    return !isDue && this.#walks.length === 0;
  }

  #due(): readonly string[] {
    const due = peopleIn(this.#table).filter(({ dueAt }) => dueAt !== undefined && Number(dueAt.N) <= this.clock.now());
    return due.map(({ identity }) => identity?.S ?? '');
  }

  #queues(worker: Worker, { losesDecisions }: Fate = goesWell): OperationQueues {
    const send = async (_: string, messages: readonly OutgoingMessage[]) => {
      const now = this.clock.now();
      const walks = messages.flatMap(({ body, delay }) => {
        const walk = readWalk(body);
        return walk === undefined ? [] : [{ walk, at: now + delay }];
      });
      const events = messages.map(({ body }) => JSON.parse(body)).filter(({ data }) => data !== undefined);
      if (walks.length > 0) {
        await worker.call(async () => {
          this.#walks = [...this.#walks, ...walks];
        });
      }
      if (events.length > 0) await worker.call(async () => (losesDecisions ? undefined : this.#tell(events)));
    };
    return { send } as unknown as OperationQueues;
  }

  #tell(events: readonly DecidedEvent[]): void {
    for (const { data } of events) {
      const { username, personId, generation, revision, isSuspended, hasLeft, ruleAssignments } = data;
      const known = this.told.get(username);
      if (known !== undefined && !isNewerDecision(data, known)) continue;
      const assignments = ruleAssignments.map(({ entityId }) => entityId).toSorted();
      const told = { personId, generation, revision, assignments, isSuspended, hasLeft };
      this.told.set(username, told);
      this.#onTold(username, told, known);
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
