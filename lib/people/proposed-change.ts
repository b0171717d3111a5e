/** Puts what an event would change of a person before the safeguard. */
import type { RuleJudgement } from '../policy/rule-judgement.ts';
import { causesOf } from '../safeguard/cause.ts';
import { effectsOf } from '../safeguard/effect.ts';
import type { ProposedChange } from '../safeguard/proposed-change.ts';
import type { DecidedAccess } from './decided-access.ts';
import type { KnownPerson, SourceAccount } from './known-person.ts';
import type { RevocationCause } from './revocation-cause.ts';

export interface Proposal {
  readonly accounts: readonly SourceAccount[];
  /** What would hold. */
  readonly decided: DecidedAccess;
  /** What would hold if the person stays, where an operator keeps their leaving from happening. */
  readonly staying: DecidedAccess | undefined;
  readonly cause: RevocationCause;
  /** That the person was added to, or is in no more. */
  readonly groups: readonly string[];
  /** One for each rule of the policy, in its order. */
  readonly judgements: readonly RuleJudgement[];
  /** Whether the person has left, or is suspended. */
  readonly isOut: boolean;
  /** The sources that say so. */
  readonly outIn: readonly string[];
  /** Whether the event is about an end that does not count, so that the access is only reported. */
  readonly isOverruled: boolean;
  /** Whether the policy does not list the source of the event. */
  readonly isUnlisted: boolean;
  /** The hash of a policy that an operator has applied, if the change follows from that. */
  readonly appliedPolicy?: string | undefined;
}

/** @param source undefined if no source has just said something */
export function proposedChange(before: KnownPerson, proposal: Proposal, source?: string): ProposedChange {
  const { decided, staying, cause, groups, judgements, outIn, appliedPolicy } = proposal;
  const { id: personId, quarantined: waiting = [] } = before;
  const contradictedBy = new Map(judgements.map((one) => [one.rule.id, one.contradictedBy]));
  return {
    ...{ personId, waiting, source },
    effects: [decided, ...(staying === undefined ? [] : [staying])]
      .flatMap((after) => effectsOf(before.decided, after, outIn))
      .map((effect) => (effect.kind === 'end' ? { ...effect, revokedBy: cause.consequence } : effect)),
    causesOf: (effects) => causesOf(effects, { source, groups, contradictedBy, appliedPolicy }),
  };
}
