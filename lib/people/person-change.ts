/** Works out how an event changes a person. */
import type { PersonReading } from '../identity/reading.ts';
import { isNestedGroup } from '../policy/nested-group.ts';
import type { Policy } from '../policy/policy.ts';
import type { RuleJudgement } from '../policy/rule-judgement.ts';
import { type AccessChange, accessChange, noChange } from './access-change.ts';
import { type DecidedAccess, isSameAccess } from './decided-access.ts';
import { decide, judge } from './decision.ts';
import { endedGroups, type GroupEnds, groupKeysOf, noGroupEnds, withGroupEnds } from './group-ends.ts';
import type { SourceReading } from './identification.ts';
import { knowledgeFor } from './knowledge.ts';
import type { KnownPerson, SourceAccount } from './known-person.ts';
import { withReading } from './learning.ts';
import { withinBound } from './person-bound.ts';
import { isEndOnlyReported } from './presence.ts';
import { isCounting } from './ranked-accounts.ts';
import { nothingFromBefore, type RevocationCause, removalFrom, revocationCauseOf } from './revocation-cause.ts';
import { accountNamed, accountOf, newAccount } from './source-accounts.ts';
import { usableFacts } from './usable-facts.ts';

export interface ChangedPerson {
  readonly person: KnownPerson;
  readonly change: AccessChange;
  /** Whether something else is decided than before. */
  readonly isRevised: boolean;
  readonly isNestedGroup: boolean;
  /** Whether the policy does not list the source: what it says is remembered, and decides nothing. */
  readonly isUnlisted: boolean;
  /** One for each rule of the policy, in its order. */
  readonly judgements: readonly RuleJudgement[];
}

/**
 * @param source the name of the reading's source
 * @param told what was told of the person last; nothing as long as they had no login
 * @throws BadEvent `person-too-large`
 */
export function changedBy(
  policy: Policy,
  before: KnownPerson,
  reading: PersonReading,
  source: string,
  told: Pick<KnownPerson, 'decided' | 'revision'> = before,
  groupEnds: GroupEnds = noGroupEnds,
): ChangedPerson {
  const isUnlisted = !isCounting(source, policy.sources);
  if (isNestedGroup(policy, reading)) {
    const judgements = judge(policy, knowledgeFor(policy, before));
    return { person: before, change: noChange, isRevised: false, isNestedGroup: true, isUnlisted, judgements };
  }
  const accounts = accountsAfter(policy, before, reading, source, groupEnds);
  const isEnd = reading.change === 'left' || reading.change === 'suspended';
  const isOverruled = isEnd && isEndOnlyReported({ accounts }, source, policy.sources);
  const cause = isUnlisted ? nothingFromBefore : revocationCauseOf(reading);
  return {
    ...decidedAbout(policy, { ...before, accounts }, { ...cause, isOverruled }, told),
    isNestedGroup: false,
    isUnlisted,
  };
}

/** Decides from what is known alone, without an event. */
export function decidedAnew(policy: Policy, before: KnownPerson, groupEnds: GroupEnds = noGroupEnds): Decided {
  const accounts = withGroupEnds(before.accounts, groupEnds);
  const groups = endedGroups(before.accounts, accounts);
  const cause = groups.length > 0 ? removalFrom({ groups }) : nothingFromBefore;
  return decidedAbout(policy, { ...before, accounts }, { ...cause, isOverruled: false }, before);
}

type Decided = Omit<ChangedPerson, 'isNestedGroup' | 'isUnlisted'>;

/** @param known with what was decided last */
function decidedAbout(
  policy: Policy,
  known: KnownPerson,
  { isOverruled, ...cause }: RevocationCause & { readonly isOverruled: boolean },
  told: Pick<KnownPerson, 'decided' | 'revision'>,
): Decided {
  const knowledge = knowledgeFor(policy, known);
  const judgements = judge(policy, knowledge);
  const decided = decide(policy, knowledge, judgements, known.decided, cause);
  const isRevised = !isSameAccess(decided, decidedBefore(known, decided));
  const isOut = (knowledge.leftAt ?? knowledge.suspendedAt) !== undefined;
  return {
    person: { ...known, decided, revision: known.revision + (isRevised ? 1 : 0) },
    change: accessChange(policy, told, decided, { ...cause, isOut, isOverruled }),
    isRevised,
    judgements,
  };
}

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
  if (isNestedGroup(policy, reading)) return before;
  return { ...before, accounts: accountsAfter(policy, before, reading, source, groupEnds) };
}

/** Where a first decision gives and ends nothing, nothing was decided. */
function decidedBefore({ decided, revision }: KnownPerson, { home }: DecidedAccess): DecidedAccess {
  return revision === 0 ? { ...decided, home } : decided;
}

function accountsAfter(
  policy: Policy,
  { accounts: before }: KnownPerson,
  reading: PersonReading,
  source: string,
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
  return withinBound(withGroupEnds(accounts, groupEnds, new Set(apart)));
}
