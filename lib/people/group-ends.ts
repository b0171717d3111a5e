/** Ends what a source said of memberships, once it says that the group is gone or has other members. */
import type { PersonReading } from '../identity/reading.ts';
import { attributeTexts } from '../policy/comparable-values.ts';
import { type GroupKey, groupKey, type KnownGroup, membersEndedAt } from './known-group.ts';
import type { KnownList, Membership, SourceAccount } from './known-person.ts';
import { type UsableFacts, usableMembers } from './usable-facts.ts';

/** The list of a person that holds their groups. */
const groupList = 'groups';

/** By the keys of groups that were deleted or replaced: memberships said at this time or before are over. */
export type GroupEnds = ReadonlyMap<GroupKey, string>;

export const noGroupEnds: GroupEnds = new Map();

export function groupEndsOf(groups: readonly KnownGroup[]): GroupEnds {
  return new Map(groups.map((group) => [groupKey(group), membersEndedAt(group)]));
}

/** The keys of the groups in which an event puts the person, as far as rules can ask for them. */
export function groupKeysSaid(reading: PersonReading, source: string, usable: UsableFacts): readonly GroupKey[] {
  const { publisher, person, directory, groups, groupsAttribute = groupList } = reading;
  const listed = Object.hasOwn(person, groupList) ? attributeTexts(person[groupList]) : [];
  const added = groupsAttribute === groupList && reading.change !== 'removed-from-group' ? groups : [];
  const names = [...usableMembers(usable, groupList, listed), ...usableMembers(usable, groupList, added)];
  return keysOf({ source, publisher, directory }, names);
}

/** The keys of the groups that the accounts are in. */
export function groupKeysOf(accounts: readonly SourceAccount[]): readonly GroupKey[] {
  return accounts.flatMap((account) =>
    keysOf(
      account,
      presentIn(account).map(([name]) => name),
    ),
  );
}

function keysOf(
  account: Pick<SourceAccount, 'source' | 'publisher' | 'directory'>,
  names: readonly string[],
): readonly GroupKey[] {
  const { source, publisher, directory } = account;
  if (names.length === 0) return [];
  const keys = names.map((name) => groupKey({ source, publisher, name }));
  return directory === undefined ? keys : [...keys, groupKey({ source, publisher, directory })];
}

/** The groups that the account is in, with what was said of each. */
function presentIn({ lists }: SourceAccount): readonly (readonly [string, Membership])[] {
  return [...(lists.get(groupList)?.members ?? [])].filter(([, membership]) => isPresent(membership));
}

/** Whether the source says that the person is in the group, and has not ended it since. */
export function isPresent({ isMember, saidAt, endedAt }: Membership): boolean {
  return isMember && (endedAt === undefined || saidAt > endedAt);
}

/** @param apart groups whose ends are left to others */
export function withGroupEnds(
  accounts: readonly SourceAccount[],
  ends: GroupEnds,
  apart: ReadonlySet<GroupKey> = new Set(),
): readonly SourceAccount[] {
  return ends.size === 0 ? accounts : accounts.map((account) => withEnds(account, ends, apart));
}

function withEnds(account: SourceAccount, ends: GroupEnds, apart: ReadonlySet<GroupKey>): SourceAccount {
  const { source, publisher, directory, lists } = account;
  const list = lists.get(groupList);
  if (list === undefined) return account;
  const ofDirectory = directory === undefined ? '' : (ends.get(groupKey({ source, publisher, directory })) ?? '');
  const ended = presentIn(account).flatMap(([name, membership]) => {
    const key = groupKey({ source, publisher, name });
    const ofGroup = ends.get(key) ?? '';
    const endedAt = ofGroup > ofDirectory ? ofGroup : ofDirectory;
    return membership.saidAt <= endedAt && !apart.has(key) ? [[name, { ...membership, endedAt }] as const] : [];
  });
  if (ended.length === 0) return account;
  return {
    ...account,
    lists: new Map([...lists, [groupList, { ...list, members: new Map([...list.members, ...ended]) }]]),
  };
}

/** Whether a membership of the accounts is over, and that is not known of them yet. */
export function concernsMembers(accounts: readonly SourceAccount[], ends: GroupEnds): boolean {
  return withGroupEnds(accounts, ends).some((account, index) => account !== accounts[index]);
}

/** The names of groups that the accounts are in no more. */
export function endedGroups(before: readonly SourceAccount[], after: readonly SourceAccount[]): readonly string[] {
  const present = new Set(after.flatMap(presentIn).map(([name]) => name));
  return [...new Set(before.flatMap(presentIn).map(([name]) => name))].filter((name) => !present.has(name));
}

/**
 * What each account says of its lists. A group that its source ended is not said to be left: another source may have a
 * group of the same name, and the person in it.
 *
 * @param all the accounts that count, these among them
 */
export function listsThatCount(
  accounts: readonly SourceAccount[],
  all: readonly SourceAccount[],
): readonly ReadonlyMap<string, KnownList>[] {
  const present = new Set(all.flatMap(presentIn).map(([name]) => name));
  return accounts.map(({ lists }) => {
    const list = lists.get(groupList);
    if (list === undefined) return lists;
    const members = [...list.members].flatMap(([name, membership]) => {
      if (!membership.isMember || isPresent(membership)) return [[name, membership] as const];
      return present.has(name) ? [] : [[name, { ...membership, isMember: false }] as const];
    });
    return new Map([...lists, [groupList, { ...list, members: new Map(members) }]]);
  });
}
