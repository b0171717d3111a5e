/** What becomes of a person by an event: what is known, what is decided, and what is told of it. */
import { unreadable } from '../identity/person.ts';
import type { PersonReading } from '../identity/reading.ts';
import { unreadableAttribute } from '../identity/unreadable-attribute.ts';
import { comparableValues } from '../policy/comparable-values.ts';
import { isNestedGroup } from '../policy/nested-group.ts';
import { namesOneOf } from '../policy/pattern.ts';
import type { Policy } from '../policy/policy.ts';
import type { RuleJudgement } from '../policy/rule-judgement.ts';
import { type AccessChange, accessChange } from './access-change.ts';
import { type DecidedAccess, isSameAccess } from './decided-access.ts';
import { type Cause, decide, judge } from './decision.ts';
import { knowledgeOf } from './knowledge.ts';
import type { KnownPerson, SourceAccount } from './known-person.ts';
import { learnt } from './learning.ts';
import { withinBound } from './person-bound.ts';
import { accountOf, newAccount } from './source-accounts.ts';
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
  const isNested = isNestedGroup(policy, reading);
  const accounts = isNested ? before.accounts : accountsAfter(policy, before, reading, source);
  const knowledge = knowledgeOf({ accounts }, usableFacts(policy).kept);
  const judgements = judge(policy, knowledge);
  const cause = causeOf(reading);
  const decided = isNested ? before.decided : decide(policy, knowledge, judgements, before.decided, cause);
  const isRevised = !isSameAccess(decided, decidedBefore(before, decided));
  const person = { ...before, accounts, decided, revision: before.revision + (isRevised ? 1 : 0) };
  const end = { ...cause, isLeaving: knowledge.leftAt !== undefined };
  return {
    person,
    change: accessChange(policy, told, decided, end),
    isRevised,
    isNestedGroup: isNested,
    judgements,
  };
}

/** Where a first decision gives and ends nothing, nothing was decided. */
function decidedBefore({ decided, revision }: KnownPerson, { home }: DecidedAccess): DecidedAccess {
  return revision === 0 ? { ...decided, home } : decided;
}

function accountsAfter(
  policy: Policy,
  before: KnownPerson,
  reading: PersonReading,
  source: string,
): readonly SourceAccount[] {
  const account = accountOf(before, reading, source);
  const after = learnt(account ?? newAccount(source, reading.publisher), reading, usableFacts(policy));
  return withinBound(
    account === undefined ? [...before.accounts, after] : before.accounts.map((one) => (one === account ? after : one)),
  );
}

/**
 * An unreadable attribute is not an absent one: a denial that needs it would be skipped. A leaver needs none.
 *
 * @throws BadEvent if a rule needs an attribute that the event has in a form that cannot be read
 */
export function requireReadable({ rules }: Policy, { change, person }: PersonReading): void {
  if (change === 'left' || !Object.values(person).includes(unreadable)) return;
  const name = rules
    .flatMap(({ when }) => Object.keys(when))
    .find((attribute) => Object.hasOwn(person, attribute) && person[attribute] === unreadable);
  if (name !== undefined) throw unreadableAttribute(name);
}

function causeOf(reading: PersonReading): Cause {
  switch (reading.change) {
    case 'removed-from-group':
      return { consequence: 'groupRemoved', takes: takenBy(reading) };
    case 'changed':
      return { consequence: 'ruleNoLongerMatches', takes: 'all' };
    case 'left':
      return { consequence: 'left', takes: 'none' };
    case 'joined':
    case 'added-to-group':
    case 'access-approved':
      return { consequence: 'ruleNoLongerMatches', takes: 'none' };
  }
}

/** Whether a rule does not hold because of the group, or the role, and of nothing else. */
function takenBy({ groups, groupsAttribute = 'groups' }: PersonReading): (judgement: RuleJudgement) => boolean {
  const removed = comparableValues(groups);
  return ({ rule: { when }, contradictedBy }) => {
    const wanted = Object.hasOwn(when, groupsAttribute) ? (when[groupsAttribute] ?? []) : [];
    return (
      contradictedBy.every((attribute) => attribute === groupsAttribute) &&
      wanted.some((matcher) => namesOneOf(matcher, removed))
    );
  };
}
