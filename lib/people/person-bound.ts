/** Keeps a person's item within the 400 KB that DynamoDB allows: forgets what counts least, or refuses what is surplus. */
import { BadEvent } from '../errors.ts';
import { isPresent } from './group-ends.ts';
import type { KnownList, KnownPerson, Membership, SourceAccount } from './known-person.ts';
import { later, laterOf } from './statement-times.ts';
import { personAttributes, storedAccounts } from './stored-person.ts';

/** In bytes: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-items */
const maxItemSize = 400 * 1024;

/** In bytes, as the item has them. The rest is for what was decided. */
const maxAccountsSize = 300_000;

/** In bytes: for the key, and for what stays of the looks to come. */
const otherAttributesSize = 30_000;

const maxAccounts = 50;

/** Whether there is room for what one event says of a person. */
export function isShort(said: string): boolean {
  return Buffer.byteLength(said) <= maxAccountsSize;
}

/** Of an event about somebody of whom there is too much to remember. */
export function personTooLarge(message: string): BadEvent {
  return new BadEvent('person-too-large', message);
}

/**
 * The accounts without the groups that the person left longest ago, if they are too large. What is forgotten is unknown: it
 * grants nothing.
 *
 * @throws BadEvent `person-too-large` if what is left is still too large, or if there are too many accounts
 */
export function withinBound(accounts: readonly SourceAccount[]): readonly SourceAccount[] {
  const kept = fitting(accounts);
  if (kept !== undefined) return kept;
  const groups = accounts.flatMap(listedIn).filter(({ isIn }) => isIn);
  throw personTooLarge(
    `What sources say of the person takes more than ${maxAccountsSize} bytes: ${groups.length} groups, roles and entitlements, and the attributes that rules ask for. Let the rules ask for fewer.`,
  );
}

/**
 * @param attributes of a person's item
 * @throws BadEvent `person-too-large`
 */
export function requireStorable(attributes: Readonly<Record<string, unknown>>): void {
  const size = sizeOf(attributes);
  if (isStorable(size)) return;
  throw personTooLarge(
    `What is known and decided of the person takes ${size} bytes, and ${maxItemSize - otherAttributesSize} fit. Let fewer rules grant one entity, or give them shorter ids.`,
  );
}

function isStorable(size: number): boolean {
  return size + otherAttributesSize <= maxItemSize;
}

/** Whether there is room for the person, with what was decided about them. */
export function hasRoom(person: KnownPerson): boolean {
  return isStorable(sizeOf(personAttributes(person)));
}

/**
 * In bytes, and no fewer than DynamoDB counts: nearly all of an item is texts.
 *
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function sizeOf(attributes: Readonly<Record<string, unknown>>): number {
  return Object.entries(attributes)
    .flatMap(([name, value = null]) => [name, typeof value === 'string' ? value : JSON.stringify(value)])
    .reduce((size, text) => size + Buffer.byteLength(text), 0);
}

function requireFewAccounts(accounts: readonly SourceAccount[]): void {
  if (accounts.length <= maxAccounts) return;
  throw personTooLarge(`The person has more than ${maxAccounts} accounts. Their sources mix up people.`);
}

/**
 * As `withinBound`.
 *
 * @returns undefined if what is left is still too large
 * @throws BadEvent `person-too-large` if there are too many accounts
 */
export function fitting(accounts: readonly SourceAccount[]): readonly SourceAccount[] | undefined {
  requireFewAccounts(accounts);
  let excess = Buffer.byteLength(storedAccounts(accounts)) - maxAccountsSize;
  if (excess <= 0) return accounts;
  const past = accounts.flatMap(listedIn).filter(({ isIn }) => !isIn);
  const forgotten = new Set<Membership>();
  for (const { membership, size } of past.toSorted(byTime)) {
    if (excess <= 0) break;
    forgotten.add(membership);
    excess -= size;
  }
  if (excess > 0) return undefined;
  return accounts.map((account) => ({ ...account, lists: withoutMembers(account.lists, forgotten) }));
}

interface Listed {
  readonly size: number;
  readonly membership: Membership;
  /** Whether the person is in the group. */
  readonly isIn: boolean;
}

function listedIn({ lists }: SourceAccount): readonly Listed[] {
  return [...lists.values()].flatMap(({ members, wholeAt = '' }) =>
    [...members].map(([name, membership]) => ({
      membership,
      size: Buffer.byteLength(JSON.stringify([name, membership])),
      isIn: isPresent(membership) && membership.saidAt >= wholeAt,
    })),
  );
}

function byTime(one: Listed, other: Listed): number {
  return one.membership.saidAt < other.membership.saidAt ? -1 : 1;
}

function withoutMembers(lists: SourceAccount['lists'], forgotten: ReadonlySet<Membership>): SourceAccount['lists'] {
  return new Map([...lists].map(([name, list]) => [name, withoutForgotten(list, forgotten)]));
}

function withoutForgotten(list: KnownList, forgotten: ReadonlySet<Membership>): KnownList {
  const gone = [...list.members.values()].filter((membership) => forgotten.has(membership));
  if (gone.length === 0) return list;
  const times = gone.map(({ saidAt, endedAt = saidAt }) => later(saidAt, endedAt));
  const members = new Map([...list.members].filter(([, membership]) => !forgotten.has(membership)));
  return { ...list, members, forgottenAt: laterOf(list.forgottenAt, times.reduce(later)) };
}
