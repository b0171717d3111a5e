/**
 * The item of a linked account in its table. Every entity and every open change has an attribute of its own, so that a
 * delivery names only what it changes.
 */
import * as z from 'zod/mini';
import { fieldsOf, type LedgerItem } from '../ledger/ledger-item.ts';
import type { Spelling } from '../login.ts';
import type { Account } from './account.ts';
import type { EntityAccess } from './entity-access.ts';
import { type OpenChange, ofStoredOpenChange, toStoredOpenChange } from './open-change.ts';
import { ofStoredDecision, type StoredDecision, storedDecision, toStoredDecision } from './stored-decision.ts';
import { ofStoredEntity, type RememberedEntity, storedEntity, toStoredEntity } from './stored-entity.ts';

/** A Zuora user as the service remembers them. */
export interface LinkedAccount {
  /** Opaque, so that it says nothing of the login. The audit log knows the account by it. */
  readonly id: string;
  /** As the first event about the user spelt it. */
  readonly login: string;
  readonly account: Account;
  /** What is known of the access in Zuora, by entity id. */
  readonly access: ReadonlyMap<string, EntityAccess>;
  /** The key of the first request that may come again. Assignments with it do not repeat it in the item. */
  readonly usualKey?: string | undefined;
  /** By the identity of the event that says the change. */
  readonly openChanges: ReadonlyMap<string, OpenChange>;
  /** How Zuora spelt the login when it last knew the user. */
  readonly spelling: Spelling | undefined;
  /** When Zuora first showed the user's access; milliseconds since the epoch. */
  readonly firstLookAt: number | undefined;
  /** When Zuora first showed it under another login of the user. Read with their reasons, and not stored. */
  readonly othersFirstLookAt?: number | undefined;
  /** Access that the last look showed and that nothing explains: by entity id, when it was first seen. */
  readonly unmanaged?: ReadonlyMap<string, number> | undefined;
  /** When the account is to be looked at without an event; milliseconds since the epoch. */
  readonly dueAt?: number | undefined;
  /** How many looks have failed, one after the other. */
  readonly failedLooks?: number | undefined;
  /** Whether the record that an earlier release kept of the user was taken over. */
  readonly isTakenOver: boolean;
}

/** Of an attribute that is named by an entity id of 32 digits, in 22 characters. */
const entityPrefix = 'e_';
/** Of an attribute that is named by an entity id of another form. */
const otherEntityPrefix = 'o_';
const changePrefix = 'c_';

const time = z.optional(z.number());

const stored = z.looseObject({
  id: z.string(),
  login: z.string(),
  usualKey: z.optional(z.string()),
  dueAt: time,
  failedLooks: time,
  decision: z.optional(storedDecision),
  leftAt: time,
  home: z.optional(z.object({ entityId: z.string(), saidAt: z.number() })),
  unlisted: z.optional(z.object({ orderedAt: time, liftedAt: time, heldAt: time, unblockedAt: time })),
  forgottenAt: time,
  firstLookAt: time,
  spelling: z.optional(z.object({ capitals: z.array(z.number()), isDecomposed: z.boolean() })),
  isTakenOver: z._default(z.boolean(), false),
  unmanaged: z.optional(z.record(z.string(), z.number())),
});

/** @throws ServiceError `newer-record` */
export function linkedAccountOf(item: LedgerItem): LinkedAccount {
  const { id, login, usualKey, dueAt, failedLooks, spelling, firstLookAt, isTakenOver, unmanaged, ...others } =
    stored.parse(fieldsOf(item, 'account'));
  const { decision, leftAt, home, unlisted, forgottenAt, ...attributes } = others;
  const entities = [
    ...named(attributes, entityPrefix).map(([name, value]) => [unpacked(name), value] as const),
    ...named(attributes, otherEntityPrefix),
  ].map(([entityId, value]) => [entityId, ofStoredEntity(storedEntity.parse(value), usualKey)] as const);
  const openChanges = named(attributes, changePrefix).map(
    ([event, value]) => [event, ofStoredOpenChange(value)] as const,
  );
  return {
    ...{ id, login, usualKey, dueAt, failedLooks, spelling, firstLookAt, isTakenOver },
    unmanaged: unmanaged && new Map(Object.entries(unmanaged)),
    account: {
      ...{ decision: decision && ofStoredDecision(decision), leftAt, home, unlisted, forgottenAt },
      entities: new Map(entities.map(([entityId, { reasons }]) => [entityId, reasons])),
    },
    access: new Map(entities.map(([entityId, { access }]) => [entityId, access])),
    openChanges: new Map(openChanges),
  };
}

/** The name of the attribute of an open change. */
export function changeName(event: string): string {
  return `${changePrefix}${event}`;
}

/** The attribute of an open change. */
export function changeAttribute(event: string, change: OpenChange): Record<string, object> {
  return { [changeName(event)]: toStoredOpenChange(change) };
}

/** What of an account differs from what the item has, as attributes; `undefined` removes one. */
export function changedAttributes(before: LinkedAccount, after: LinkedAccount): Record<string, unknown> {
  const { entities } = after.account;
  const ids = new Set([...entities.keys(), ...after.access.keys(), ...before.account.entities.keys()]);
  const isChanged = (entityId: string) =>
    entities.get(entityId) !== before.account.entities.get(entityId) ||
    after.access.get(entityId) !== before.access.get(entityId);
  const forgotten = [...before.openChanges.keys()].filter((event) => !after.openChanges.has(event));
  const opened = [...after.openChanges].filter(([event, change]) => change !== before.openChanges.get(event));
  return {
    ...differences(wholesOf(before), wholesOf(after)),
    ...(after.unmanaged !== before.unmanaged && { unmanaged: after.unmanaged && Object.fromEntries(after.unmanaged) }),
    ...(after.account.decision !== before.account.decision && { decision: decisionAttribute(after) }),
    ...Object.fromEntries(
      [...ids]
        .filter(isChanged)
        .map((id) => [entityAttribute(id), toStoredEntity(rememberedOf(after, id), before.usualKey)]),
    ),
    ...Object.fromEntries(forgotten.map((event) => [changeName(event), undefined])),
    ...Object.assign({}, ...opened.map(([event, change]) => changeAttribute(event, change))),
  };
}

/** What has one attribute of its own, and is stored as it is. */
function wholesOf({
  account,
  failedLooks,
  firstLookAt,
  spelling,
  isTakenOver,
}: LinkedAccount): Record<string, unknown> {
  const { leftAt, home, unlisted, forgottenAt } = account;
  return { leftAt, home, unlisted, forgottenAt, failedLooks, firstLookAt, spelling, isTakenOver };
}

function differences(before: Record<string, unknown>, after: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => value !== before[name]));
}

function decisionAttribute({ account: { decision } }: LinkedAccount): StoredDecision | undefined {
  return decision && toStoredDecision(decision);
}

function rememberedOf({ account, access }: LinkedAccount, entityId: string): RememberedEntity {
  return { reasons: account.entities.get(entityId) ?? { requested: new Map() }, access: access.get(entityId) ?? {} };
}

function entityAttribute(entityId: string): string {
  const isPackable = /^[0-9a-f]{32}$/.test(entityId);
  return isPackable
    ? `${entityPrefix}${Buffer.from(entityId, 'hex').toString('base64url')}`
    : `${otherEntityPrefix}${entityId}`;
}

function unpacked(name: string): string {
  return Buffer.from(name, 'base64url').toString('hex');
}

function named(attributes: Readonly<Record<string, unknown>>, prefix: string): [string, unknown][] {
  return Object.entries(attributes)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice(prefix.length), value]);
}
