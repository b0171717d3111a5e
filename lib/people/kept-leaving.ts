/** Decides about somebody of whom sources say that they have left, or are suspended, and an operator says that they stay. */
import type { Policy } from '../policy/policy.ts';
import type { RuleJudgement } from '../policy/rule-judgement.ts';
import { effectsOf, isOfPerson, withoutEffects } from '../safeguard/effect.ts';
import { isKeptLeaving, type QuarantinedEffect, stillProposed } from '../safeguard/quarantined.ts';
import type { DecidedAccess } from './decided-access.ts';
import { type DecisionOccasion, decide, judge } from './decision.ts';
import { knowledgeFor } from './knowledge.ts';
import type { KnownPerson } from './known-person.ts';
import { withoutLastEnds } from './presence.ts';
import type { Proposal } from './proposed-change.ts';

interface Staying {
  readonly judgements: readonly RuleJudgement[];
  readonly decided: DecidedAccess;
}

/**
 * What the rules make of the person, as if they were active.
 *
 * @param known with what was decided last
 * @param leaving what would be decided of them otherwise
 * @returns undefined if no operator keeps the leaving from happening
 */
export function decidedIfStaying(
  policy: Policy,
  known: KnownPerson,
  { decided: leaving, outIn }: Pick<Proposal, 'decided' | 'outIn'>,
  occasion: DecisionOccasion,
): Staying | undefined {
  const effects = effectsOf(known.decided, leaving, outIn);
  if (!stillProposed(occasion.waiting, effects).some(isKeptLeaving)) return undefined;
  const judgements = judge(policy, knowledgeFor(policy, { accounts: withoutLastEnds(known.accounts) }));
  const active = { leftAt: undefined };
  return { judgements, decided: decide(policy, active, judgements, known.decided, occasion) };
}

interface Outcome {
  readonly decided: DecidedAccess;
  /** What of it waits. */
  readonly waiting: readonly QuarantinedEffect[];
}

/** What holds as long as some effects wait. Once a leaving happens that was kept, nothing else of the person waits. */
export function outcomeOf(
  before: DecidedAccess,
  { decided, staying }: Pick<Proposal, 'decided' | 'staying'>,
  waiting: readonly QuarantinedEffect[],
): Outcome {
  if (staying === undefined) return { decided: withoutEffects(before, decided, waiting), waiting };
  if (!waiting.some(isKeptLeaving)) return { decided, waiting: [] };
  const ofEntities = waiting.filter((effect) => !isOfPerson(effect));
  return { decided: withoutEffects(before, staying, ofEntities), waiting };
}
