/**
 * The whole service on a clock of its own, from the identity events of sources to what Zuora has: translation, the decisions,
 * the sweeps, and the operation that carries decisions out. Its parts are real: an embedded AWS and a sandbox of Zuora.
 */
import { randomUUID } from 'node:crypto';
import { type AttributeValue, type DynamoDB, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { Scheduler } from '@aws-sdk/client-scheduler';
import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import type { SQS } from '@aws-sdk/client-sqs';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { userAccessDecided } from '../../events/user-access-decided.ts';
import { userAccessRequested } from '../../events/user-access-requested.ts';
import { userAccessRevoked } from '../../events/user-access-revoked.ts';
import { entities } from '../../fuzz/fixtures/policies.ts';
import { duePartitions } from '../../lib/account/due-partitions.ts';
import { type AuditEntry, auditEntry } from '../../lib/audit/audit-entry.ts';
import { lookAtAccount } from '../../lib/delivery/account-look.ts';
import { decisionOf } from '../../lib/delivery/decided-event.ts';
import { deliver } from '../../lib/delivery/message.ts';
import type { AccessOperation, Command } from '../../lib/delivery/operation.ts';
import { dueIndex } from '../../lib/due-index.ts';
import { loginKey } from '../../lib/people/owner-key.ts';
import { PeopleTable } from '../../lib/people/people-table.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import { DueItems } from '../../lib/sweep/due-items.ts';
import { readBlocked, unblock } from '../../operator/accounts/unblocking.ts';
import type { AwsAccess } from '../../operator/aws-access.ts';
import { mergePeople } from '../../operator/people/merging.ts';
import { Deliveries } from '../lib/delivery/deliveries.ts';
import { minute, Translation } from '../lib/translation/translation.ts';
import { createAuditTable } from '../services/audit-table.ts';
import { nameOf, undoneDenials } from './zuora-effects.ts';

export interface ServiceParts {
  readonly aws: () => AwsAccess;
  readonly dynamodb: DynamoDB;
  readonly scheduler: Scheduler;
  readonly secrets: SecretsManager;
  readonly sqs: SQS;
}

const requests = { name: 'requestUserAccess', contract: userAccessRequested, access: 'requests' } as const;
const revokes = { name: 'revokeUserAccess', contract: userAccessRevoked, access: 'revokes' } as const;
const decides = { name: 'applyAccessDecision', contract: userAccessDecided, access: 'decides', decisionOf } as const;

type EntityName = keyof typeof entities;

/** A write to Zuora on record. */
interface Audited {
  readonly entity: string;
  /** For the source; RFC 3339. */
  readonly effectiveAt: string | undefined;
}

export class WholeService {
  readonly translation: Translation;
  readonly #parts: ServiceParts;
  readonly #deliveries: Deliveries;
  readonly #policy: Policy;

  private constructor(parts: ServiceParts, translation: Translation, deliveries: Deliveries, policy: Policy) {
    this.#parts = parts;
    this.translation = translation;
    this.#deliveries = deliveries;
    this.#policy = policy;
  }

  static async begin(parts: ServiceParts, policy: Policy): Promise<WholeService> {
    const translation = await Translation.create(parts);
    const { name: ledger, accounts, clock } = translation;
    const audit = `${ledger}-audit`;
    await createAuditTable(parts.dynamodb, audit);
    const automaticEntityIds = Object.values(entities);
    const settings = { ledger, accounts, audit, automaticEntityIds };
    const deliveries = await Deliveries.begin(parts.aws(), parts.secrets, parts.dynamodb, settings, clock);
    return new WholeService(parts, translation, deliveries, policy);
  }

  end(): Promise<void> {
    return this.#deliveries.end();
  }

  get now(): number {
    return this.translation.clock.now();
  }

  /** Has Zuora know users by these logins. */
  async addUsers(...logins: string[]): Promise<void> {
    await this.zuora('users', { users: logins.map((username) => ({ username })) });
  }

  /** Changes something behind the service's back. */
  async zuora(path: string, body: object): Promise<void> {
    await this.#deliveries.access.sandbox('POST', path, body);
  }

  /**
   * Delivers the messages of a source one after the other, and carries out what they lead to.
   *
   * @returns the outcome and the reason of each line of translation
   */
  async hear(...messages: readonly object[]): Promise<string[]> {
    const told: string[] = [];
    for (const message of messages) {
      told.push(...(await this.translation.deliver(message, { by: this.#policy })));
      await this.#carryOut();
    }
    return told;
  }

  /** Lets time pass, and does what is due whenever something is. */
  async pass(milliseconds: number): Promise<void> {
    const { clock } = this.translation;
    const end = clock.now() + milliseconds;
    for (;;) {
      const next = await this.#nextDue();
      // A sweep a minute.
      const at = Math.max(next, clock.now() + minute);
      if (at > end) break;
      clock.advance(at - clock.now());
      await this.#sweep();
    }
    clock.advance(end - clock.now());
  }

  async #nextDue(): Promise<number> {
    const { settings, accounts } = this.translation;
    const dates = (await this.translation.pending()).map((date) => Date.parse(date ?? ''));
    const times = await Promise.all([settings.people, accounts].map((table) => this.#dueTimes(table)));
    return Math.min(...dates, ...times.flat());
  }

  async #dueTimes(TableName: string): Promise<number[]> {
    const { Items = [] } = await this.#parts.dynamodb.send(new ScanCommand({ TableName }));
    return Items.flatMap((item) => (item[dueIndex.partitionKey] ? Number(item[dueIndex.sortKey]?.N) : []));
  }

  async #sweep(): Promise<void> {
    const options = { by: this.#policy };
    await this.translation.wake(options);
    await this.translation.look(options);
    await this.#carryOut();
    const accounts = new DueItems(this.#parts.dynamodb, {
      table: this.translation.accounts,
      partitions: Object.values(duePartitions),
      awsTimeout: 10_000,
    });
    for (const account of await accounts.find(this.now, 1000)) {
      const delivery = this.#deliveries.delivery(await this.#deliveries.message({ account }));
      await lookAtAccount({ name: 'convergeAccount', ...delivery });
    }
  }

  /**
   * A publisher requests access by a ticket of its own.
   *
   * @param more fields of the event
   * @param time of the event, RFC 3339; now, if left out
   * @returns the outcome
   */
  async request(login: string, entity: EntityName, more: object = {}, time = this.#time): Promise<string> {
    const data = { entityId: entities.home, assignment: randomUUID(), ...more };
    return this.#deliver(requests, { ...this.#publisherEvent(userAccessRequested.type, login, entity, data), time });
  }

  /**
   * A publisher revokes access.
   *
   * @param more fields of the event
   * @returns the outcome
   */
  async revoke(login: string, entity: EntityName, more: object = {}): Promise<string> {
    return this.#deliver(revokes, this.#publisherEvent(userAccessRevoked.type, login, entity, more));
  }

  get #time(): string {
    return new Date(this.now).toISOString();
  }

  #publisherEvent(type: string, login: string, entity: EntityName, more: object): object {
    return {
      ...{ specversion: '1.0', type, source: 'hr', id: randomUUID(), time: this.#time },
      data: { username: login, targetEntityIds: [entities[entity]], ...more },
    };
  }

  /** An operator lifts the orders under a login. */
  async unblock(login: string): Promise<void> {
    const { name: ledger, accounts } = this.translation;
    const session = {
      aws: { dynamodb: this.#parts.dynamodb },
      stack: { stage: 'local', ledger, accounts, audit: this.#deliveries.access.settings.audit },
      now: () => this.now,
    };
    const blocked = await readBlocked(session, login);
    const request = { username: login, entities: blocked, shownAt: this.now, requestedBy: 'grace', reason: 'T-7' };
    await unblock(session, request, randomUUID);
  }

  /** An operator says that two people are one. Nothing is decided before the next look. */
  async merge(login: string, other: string): Promise<void> {
    const { settings } = this.translation;
    const table = new PeopleTable(this.#parts.dynamodb, settings, () => this.now);
    const owners = await table.owners([loginKey(login), loginKey(other)]);
    const [first = '', second = ''] = [login, other].map((one) => owners.get(loginKey(one))?.person);
    await mergePeople(table, { first, second, isForced: true });
  }

  async #carryOut(): Promise<void> {
    for (const decision of await this.translation.takeDecisions()) await this.#deliver(decides, decision);
  }

  /** @throws Error for an event that does not end well */
  async #deliver<C extends Command>(operation: AccessOperation<C>, event: object): Promise<string> {
    const delivery = this.#deliveries.delivery(await this.#deliveries.message(event));
    const { outcome, ...more } = await deliver({ ...delivery, operation });
    if (outcome === 'retry' || outcome === 'dead-letter') throw new Error(JSON.stringify({ outcome, ...more }));
    return outcome;
  }

  /** The names of the entities that the user has. */
  async accessOf(login: string): Promise<readonly string[]> {
    const { granted } = await this.#deliveries.access.accessOf(login);
    return granted.map(nameOf).toSorted();
  }

  /** What was denied and given again within the hour. */
  async undoneDenials(): Promise<readonly string[]> {
    return undoneDenials(await this.#deliveries.access.sandbox('GET', 'state'));
  }

  /** The items of the audit log, as DynamoDB has them. */
  async auditItems(): Promise<readonly Record<string, AttributeValue>[]> {
    const TableName = this.#deliveries.access.settings.audit;
    const { Items = [] } = await this.#parts.dynamodb.send(new ScanCommand({ TableName }));
    return Items;
  }

  /** What the audit log has of writes of this kind: the entity, and when the change was effective for the source. */
  async audited(what: AuditEntry['what']): Promise<readonly Audited[]> {
    const items = await this.auditItems();
    const entries = items.filter((item) => item['what']?.S === what).map((item) => auditEntry.parse(unmarshall(item)));
    return entries
      .map(({ entityId, effectiveAt }) => ({ entity: nameOf(entityId ?? ''), effectiveAt }))
      .toSorted((one, other) => one.entity.localeCompare(other.entity));
  }
}
