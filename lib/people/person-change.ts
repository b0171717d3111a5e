/** Works out how an event changes a person. */
import type { PersonReading } from '../identity/reading.ts';
import { isNestedGroup } from '../policy/nested-group.ts';
import type { Policy } from '../policy/policy.ts';
import type { RuleJudgement } from '../policy/rule-judgement.ts';
import { type AccessChange, accessChange, noChange } from './access-change.ts';
import { type DecidedAccess, isSameAccess } from './decided-access.ts';
import { decide, judge } from './decision.ts';
import { isLeavingOverruled, knowledgeFor, lastLeavingOf } from './knowledge.ts';
import type { KnownPerson, SourceAccount } from './known-person.ts';
import { withReading } from './learning.ts';
import { withinBound } from './person-bound.ts';
import { isCounting } from './ranked-accounts.ts';
import { nothingFromBefore, type RevocationCause, revocationCauseOf } from './revocation-cause.ts';
import { accountNamed, accountOf, newAccount } from './source-accounts.ts';
import { usableFacts } from './usable-facts.ts';

export interface ChangedPerson {
  readonly person: KnownPerson;
  readonly change: AccessChange;
  /** Whether something else is decided than before. */
  readonly isRevised: boolean;
  readonly isNestedGroup: boolean;
  /** Why what the event says decides nothing, although it is remembered. */
  readonly onlyReports?: OnlyReports | undefined;
  /** One for each rule of the policy, in its order. */
  readonly judgements: readonly RuleJudgement[];
}

type OnlyReports =
  /** The policy does not list the source. */
  | 'unlisted-source'
  /** By the policy's order, an earlier source decides whether the person has left. */
  | 'later-source';

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
): ChangedPerson {
  if (isNestedGroup(policy, reading)) {
    const judgements = judge(policy, knowledgeFor(policy, before));
    return { person: before, change: noChange, isRevised: false, isNestedGroup: true, judgements };
  }
  const accounts = accountsAfter(policy, before, reading, source);
  const isUnlisted = !isCounting(source, policy.sources);
  const isOverruled =
    reading.change === 'left' &&
    isLeavingOverruled({ accounts }, source, policy.sources) &&
    lastLeavingOf({ accounts }, policy.sources) === undefined;
  const cause = isUnlisted ? nothingFromBefore : revocationCauseOf(reading);
  return {
    ...decidedAbout(policy, { ...before, accounts }, { ...cause, isOverruled }, told),
    isNestedGroup: false,
    onlyReports: isUnlisted ? 'unlisted-source' : isOverruled ? 'later-source' : undefined,
  };
}

/** Decides from what is known alone, without an event. */
export function decidedAnew(policy: Policy, before: KnownPerson): Decided {
  return decidedAbout(policy, before, { ...nothingFromBefore, isOverruled: false }, before);
}

type Decided = Omit<ChangedPerson, 'isNestedGroup' | 'onlyReports'>;

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
  return {
    person: { ...known, decided, revision: known.revision + (isRevised ? 1 : 0) },
    change: accessChange(policy, told, decided, { ...cause, isLeaving: knowledge.leftAt !== undefined, isOverruled }),
    isRevised,
    judgements,
  };
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
  return withinBound(accounts);
}
