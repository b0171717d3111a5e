/** Adds to a person what an event says, whatever follows from it. */
import { endsEverything } from '../identity/identity-change.ts';
import type { PersonReading } from '../identity/reading.ts';
import type { Policy } from '../policy/policy.ts';
import { withoutLateLeaving } from './employment.ts';
import { type GroupEnds, groupKeysOf, withGroupEnds } from './group-ends.ts';
import type { SourceReading } from './identification.ts';
import type { KnownPerson, SourceAccount } from './known-person.ts';
import { withReading } from './learning.ts';
import { isNestedMember } from './nested-member.ts';
import { fitting, hasRoom, withinBound } from './person-bound.ts';
import { accountNamed, accountOf, newAccount } from './source-accounts.ts';
import { endAlone, usableFacts } from './usable-facts.ts';

/**
 * The person with what a source said of them, as long as nothing is decided by it.
 *
 * @throws BadEvent `person-too-large`
 */
export function recordedBy(
  policy: Policy,
  before: KnownPerson,
  { reading, source }: SourceReading,
  groupEnds: GroupEnds,
): KnownPerson {
  if (isNestedMember(policy, before, { reading, source })) return before;
  return { ...before, accounts: accountsAfter(policy, before, { reading, source }, groupEnds) };
}

/**
 * The accounts of the person with it.
 *
 * @throws BadEvent `person-too-large`
 */
export function accountsAfter(
  policy: Policy,
  person: KnownPerson,
  { reading, source }: SourceReading,
  groupEnds: GroupEnds,
): readonly SourceAccount[] {
  const { accounts: before } = person;
  const after = accountsWith(policy, before, { reading, source }, groupEnds);
  if (!endsEverything(reading.change)) return withinBound(after);
  const accounts = fitting(after);
  // Of somebody who is suspended, all that was decided stays too.
  if (accounts !== undefined && hasRoom({ ...person, accounts })) return accounts;
  return accountsWith(policy, before, { reading: endAlone(policy, reading), source }, groupEnds);
}

function accountsWith(
  policy: Policy,
  before: readonly SourceAccount[],
  { reading, source }: SourceReading,
  groupEnds: GroupEnds,
): readonly SourceAccount[] {
  const usable = usableFacts(policy);
  const withSaid = (accounts: readonly SourceAccount[], known: SourceAccount | undefined, said: PersonReading) => {
    const after = withReading(known ?? newAccount(source, reading.publisher), said, usable);
    return known === undefined ? [...accounts, after] : accounts.map((one) => (one === known ? after : one));
  };
  let accounts = withSaid(before, accountOf({ accounts: before }, reading, source), reading);
  for (const person of reading.replaces ?? []) {
    const end: PersonReading = { ...reading, change: 'left', person, groups: [], wholeLists: [] };
    const known = accountNamed({ accounts }, end, source);
    const isItsOwn = known !== undefined && known === accountOf({ accounts }, reading, source);
    if (!isItsOwn) accounts = withSaid(accounts, known, end);
  }
  // A look at the person ends what was said before: that is the end of a group, and not what this event is about.
  const apart = groupEnds.size === 0 ? [] : groupKeysOf(before);
  const counting = policy.on.left === 'report' ? accounts.map(withoutLateLeaving) : accounts;
  return withGroupEnds(counting, groupEnds, new Set(apart));
}
