/** Learns what an event says of an account. The newest statement counts, in any order of arrival. */
import { grantTime } from '../identity/event-time.ts';
import { type Attribute, cleared, unreadable } from '../identity/person.ts';
import type { PersonReading } from '../identity/reading.ts';
import { attributeTexts } from '../policy/comparable-values.ts';
import { employmentIn, newerEmployment } from './employment.ts';
import type { Fact, KnownList, Membership, SourceAccount } from './known-person.ts';
import { grantedAtOf, saidAtOf } from './source-accounts.ts';
import { bothTimes, earlier, later, laterOf } from './statement-times.ts';
import { memberLists, type UsableFacts, usableMembers } from './usable-facts.ts';

/** The account with what an event says of it. */
export function withReading(account: SourceAccount, reading: PersonReading, usable: UsableFacts): SourceAccount {
  const directory = account.directory ?? reading.directory;
  return {
    ...account,
    ...(directory !== undefined && { directory }),
    facts: withFacts(account, reading, usable),
    lists: withLists(account, reading, usable),
    ...newerEmployment(account, employmentIn(reading)),
  };
}

function withFacts({ facts }: SourceAccount, reading: PersonReading, usable: UsableFacts): SourceAccount['facts'] {
  const all = new Map(facts);
  for (const [attribute, said] of Object.entries(reading.person)) {
    if (!usable.attributes.has(attribute) || said === unreadable) continue;
    // Some systems send an empty list with every person.
    if (Array.isArray(said) && said.length === 0 && !reading.wholeLists?.includes(attribute)) continue;
    // The source called them so when it announced the change. They may have another name since.
    const saidAt = usable.naming.has(attribute) ? grantTime(reading) : grantedAtOf(reading);
    const fact = { value: said === cleared ? null : said, saidAt, since: saidAt };
    all.set(attribute, newerFact(all.get(attribute), fact));
  }
  return all;
}

/** Of each name the statement that counts, among those of several accounts. */
export function newestOf<Said>(
  all: readonly ReadonlyMap<string, Said>[],
  newer: (known: Said | undefined, said: Said) => Said,
): ReadonlyMap<string, Said> {
  const newest = new Map<string, Said>();
  for (const [name, said] of all.flatMap((one) => [...one])) newest.set(name, newer(newest.get(name), said));
  return newest;
}

/** Of two statements at one time the same one counts in any order: that there is no value, else the lesser text. */
export function newerFact(known: Fact | undefined, said: Fact): Fact {
  if (known === undefined) return said;
  if (isSame(known.value, said.value)) {
    return { ...known, saidAt: later(known.saidAt, said.saidAt), since: earlier(known.since, said.since) };
  }
  if (said.saidAt !== known.saidAt) return said.saidAt > known.saidAt ? said : known;
  if (known.value === null || said.value === null) return known.value === null ? known : said;
  return JSON.stringify(said.value) < JSON.stringify(known.value) ? said : known;
}

function withLists({ lists }: SourceAccount, reading: PersonReading, usable: UsableFacts): SourceAccount['lists'] {
  const all = new Map(lists);
  for (const list of memberLists) {
    const said = saidOf(reading, list);
    if (said === undefined) continue;
    const { present, absent, isWhole } = said;
    const usableOf = (names: readonly string[]) => usableMembers(usable, list, names);
    const members = { present: usableOf(present), absent: usableOf(absent), isWhole };
    const times = { saidAt: grantedAtOf(reading), endedAt: saidAtOf(reading) };
    all.set(list, withMembers(all.get(list), members, { ...times, kept: usable.kept.get(list) }));
  }
  return all;
}

interface SaidMembers {
  readonly present: readonly string[];
  readonly absent: readonly string[];
  /** Whether the person has no others. */
  readonly isWhole: boolean;
}

/** What an event says of a list; undefined if it says nothing. */
function saidOf(
  { change, person, groups, groupsAttribute = 'groups', wholeLists = [] }: PersonReading,
  list: string,
): SaidMembers | undefined {
  const value = Object.hasOwn(person, list) ? person[list] : undefined;
  const isAbout = list === groupsAttribute;
  const isRemoval = isAbout && change === 'removed-from-group';
  const named = isAbout ? groups : [];
  const present = isRemoval ? attributeTexts(value) : joined(attributeTexts(value), named);
  const absent = isRemoval ? named : [];
  const isWhole = value === cleared || (value !== undefined && wholeLists.includes(list));
  return present.length + absent.length > 0 || isWhole ? { present, absent, isWhole } : undefined;
}

/** One of the lists itself where the other is empty: the people of one event may share it. */
function joined(some: readonly string[], others: readonly string[]): readonly string[] {
  if (others.length === 0) return some;
  return some.length === 0 ? others : [...some, ...others];
}

function withMembers(
  { members: known, forgottenAt, ...whole }: KnownList = { members: new Map() },
  { present, absent, isWhole }: SaidMembers,
  { saidAt, endedAt, kept }: { readonly saidAt: string; readonly endedAt: string; readonly kept: string | undefined },
): KnownList {
  const members = new Map(known);
  const gone = new Set(absent);
  const said = [
    ...present.filter((name) => !gone.has(name)).map((name) => [name, true] as const),
    ...[...gone].map((name) => [name, false] as const),
  ];
  // A removal since then may be forgotten.
  const isOld = forgottenAt !== undefined && saidAt <= forgottenAt;
  for (const [name, isMember] of said) {
    if (isOld && isMember && !members.has(name)) continue;
    const at = isMember ? saidAt : endedAt;
    members.set(name, newerMembership(members.get(name), { isMember, saidAt: at, since: at }));
  }
  return {
    members,
    ...(isWhole && !isOld ? laterWhole(whole, { wholeAt: saidAt, wholeFor: kept }) : whole),
    ...(forgottenAt !== undefined && { forgottenAt }),
  };
}

/** What two accounts say of a list. */
export function newerList(known: KnownList | undefined, said: KnownList): KnownList {
  if (known === undefined) return said;
  const forgottenAt = laterOf(known.forgottenAt, said.forgottenAt);
  return {
    members: newestOf([known.members, said.members], newerMembership),
    ...laterWhole(known, said),
    ...(forgottenAt !== undefined && { forgottenAt }),
  };
}

type Whole = Pick<KnownList, 'wholeAt' | 'wholeFor'>;

/** At one time, either: both name all that the person is in. */
function laterWhole(one: Whole, other: Whole): Whole {
  const { wholeAt, wholeFor } = (one.wholeAt ?? '') > (other.wholeAt ?? '') ? one : other;
  return { wholeAt, wholeFor };
}

/** At one time, the end counts. The end of the group stays known. */
function newerMembership(known: Membership | undefined, said: Membership): Membership {
  if (known === undefined) return said;
  const endedAt = laterOf(known.endedAt, said.endedAt);
  return { ...newerStatement(known, said), ...(endedAt !== undefined && { endedAt }) };
}

function newerStatement(known: Membership, said: Membership): Membership {
  if (known.isMember === said.isMember) return { ...known, ...bothTimes(known, said) };
  const isNewer = said.saidAt > known.saidAt || (said.saidAt === known.saidAt && !said.isMember);
  return isNewer ? said : known;
}

function isSame(one: Attribute | null, other: Attribute | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
