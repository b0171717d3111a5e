/** Works out how an event changes a person. */
import type { PersonReading } from '../identity/reading.ts';
import { isNestedGroup } from '../policy/nested-group.ts';
import type { Policy } from '../policy/policy.ts';
import type { RuleJudgement } from '../policy/rule-judgement.ts';
import { type AccessChange, accessChange, noChange } from './access-change.ts';
import { type DecidedAccess, isSameAccess } from './decided-access.ts';
import { decide, judge } from './decision.ts';
import { knowledgeOf } from './knowledge.ts';
import type { KnownPerson, SourceAccount } from './known-person.ts';
import { withReading } from './learning.ts';
import { withinBound } from './person-bound.ts';
import { type RevocationCause, revocationCauseOf } from './revocation-cause.ts';
import { accountNamed, accountOf, newAccount } from './source-accounts.ts';
import { usableFacts } from './usable-facts.ts';

export interface ChangedPerson {
  readonly person: KnownPerson;
  readonly change: AccessChange;
  /** Whether something else is decided than before. */
  readonly isRevised: boolean;
  readonly isNestedGroup: boolean;
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
): ChangedPerson {
  if (isNestedGroup(policy, reading)) {
    const judgements = judge(policy, knowledgeOf(before, usableFacts(policy).kept));
    return { person: before, change: noChange, isRevised: false, isNestedGroup: true, judgements };
  }
  const accounts = accountsAfter(policy, before, reading, source);
  return { ...decidedAbout(policy, before, accounts, revocationCauseOf(reading), told), isNestedGroup: false };
}

/** Decides from what is known alone, without an event. */
export function decidedAnew(policy: Policy, before: KnownPerson): Omit<ChangedPerson, 'isNestedGroup'> {
  return decidedAbout(policy, before, before.accounts, { consequence: 'ruleNoLongerMatches' }, before);
}

function decidedAbout(
  policy: Policy,
  before: KnownPerson,
  accounts: readonly SourceAccount[],
  cause: RevocationCause,
  told: Pick<KnownPerson, 'decided' | 'revision'>,
): Omit<ChangedPerson, 'isNestedGroup'> {
  const knowledge = knowledgeOf({ accounts }, usableFacts(policy).kept);
  const judgements = judge(policy, knowledge);
  const decided = decide(policy, knowledge, judgements, before.decided, cause);
  const isRevised = !isSameAccess(decided, decidedBefore(before, decided));
  return {
    person: { ...before, accounts, decided, revision: before.revision + (isRevised ? 1 : 0) },
    change: accessChange(policy, told, decided, { ...cause, isLeaving: knowledge.leftAt !== undefined }),
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
