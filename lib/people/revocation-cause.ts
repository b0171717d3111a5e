/** Tells by the kind of an event which access it may end. */
import type { PersonReading } from '../identity/reading.ts';
import { comparableValues } from '../policy/comparable-values.ts';
import { namesOneOf } from '../policy/pattern.ts';
import type { Policy } from '../policy/policy.ts';
import type { RuleJudgement } from '../policy/rule-judgement.ts';

type RemovedGroups = Pick<PersonReading, 'groups' | 'groupsAttribute'>;

type EndedFromBefore = (granting: readonly RuleJudgement[]) => readonly RuleJudgement[];

/** Every event ends what was assigned by a rule that is contradicted now. */
export interface RevocationCause {
  /** Where the policy says whether to revoke or to report. */
  readonly consequence: keyof Omit<Policy['on'], 'noMatch'>;
  /**
   * Of rules that grant an entity, none of which matches, those whose access ends although nobody knew of it. Undefined: the
   * event ends only what was assigned.
   */
  readonly endedFromBefore?: EndedFromBefore | undefined;
  /** Whether the event takes the person out of a group that the rule asks for. */
  readonly removesFrom?: ((judgement: RuleJudgement) => boolean) | undefined;
  /** Whether the event states the person anew: what it denies may have been there unknown. */
  readonly statesPerson?: true;
  /** Whether what a rule assigned ends that the policy has no more. Undefined: a new policy alone ends nothing. */
  readonly endsGone?: ((rule: string) => boolean) | undefined;
}

/** Of an event that says nothing that counts. */
export const nothingFromBefore: RevocationCause = { consequence: 'ruleNoLongerMatches' };

/** Of a policy that an operator has applied. */
export const policyApplied: RevocationCause = { ...nothingFromBefore, endsGone: () => true };

export function revocationCauseOf(reading: PersonReading): RevocationCause {
  switch (reading.change) {
    case 'removed-from-group':
      return removalFrom(reading);
    case 'changed':
      return { consequence: 'ruleNoLongerMatches', endedFromBefore: allIfContradicted, statesPerson: true };
    case 'left':
      return { consequence: 'left' };
    // What else the event says has the usual consequence.
    case 'suspended':
    case 'joined':
    case 'added-to-group':
    case 'access-approved':
      return nothingFromBefore;
  }
}

/** Of somebody who is not in the groups any more. */
export function removalFrom(groups: RemovedGroups): RevocationCause {
  const { groupsAttribute = 'groups' } = groups;
  const removesFrom = asksForOneOf(groups);
  const isAlone = ({ verdict, contradictedBy }: RuleJudgement) =>
    verdict === 'contradicted' && contradictedBy.every((attribute) => attribute === groupsAttribute);
  return {
    consequence: 'groupRemoved',
    removesFrom,
    // Nothing else contradicts them. An older removal may not.
    endedFromBefore: (granting) => granting.filter((judgement) => isAlone(judgement) && removesFrom(judgement)),
  };
}

/** A statement of the whole person ends nothing that one of the rules may still grant. */
function allIfContradicted(granting: readonly RuleJudgement[]): readonly RuleJudgement[] {
  return granting.every(({ verdict }) => verdict === 'contradicted') ? granting : [];
}

/** Whether a rule asks for one of the groups, or roles. */
function asksForOneOf({ groups, groupsAttribute = 'groups' }: RemovedGroups): (judgement: RuleJudgement) => boolean {
  const removed = comparableValues(groups);
  return ({ rule: { when } }) => {
    const wanted = Object.hasOwn(when, groupsAttribute) ? (when[groupsAttribute] ?? []) : [];
    return wanted.some((matcher) => namesOneOf(matcher, removed));
  };
}
