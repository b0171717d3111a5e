/** Decides about one entity of a person by the rules that name it. */
import { denies, type EntityJudgements, type RuleJudgement, withholds } from '../policy/rule-judgement.ts';
import type { RevocationCause } from './revocation-cause.ts';
import { memberLists } from './usable-facts.ts';

/** What was decided about the entity last. */
export interface EntityBefore {
  /** The rules by which the person has it; none if they do not. */
  readonly assigned: readonly string[];
  readonly reported?: readonly string[] | undefined;
  readonly ended?: readonly string[] | undefined;
  /** When access ends that no rule gives any more; RFC 3339 in UTC. Undefined if it does not, or has ended. */
  readonly endsAt?: string | undefined;
}

/** The same now. */
export interface EntityDecision extends EntityBefore {
  readonly denied?: readonly string[];
  /** The rules that withhold what others grant, as long as something is unknown. */
  readonly withheld?: readonly string[];
}

/** What the policy says under `on`. */
export interface Consequence extends Omit<RevocationCause, 'consequence'> {
  /** Whether access that the event ends is only reported. */
  readonly isReported: boolean;
  /** Whether a denial, and the end of a grace, are only reported. They have the same consequence whatever the event. */
  readonly isRuleEndReported: boolean;
  readonly grace: Grace;
}

/** How long access stays that attributes of the person end. */
interface Grace {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Milliseconds. */
  readonly length: number;
}

export function decideEntity(
  { granting, denying }: EntityJudgements,
  before: EntityBefore,
  consequence: Consequence,
): EntityDecision {
  const denials = denying.filter(denies);
  if (denials.length > 0) return decideDenied(denials, granting, before, consequence);
  const matching = idsOf(granting.filter(isMatch));
  const withheld = before.assigned.length > 0 ? [] : idsOf(denying.filter(withholds));
  if (matching.length > 0 && withheld.length > 0) return { ...before, withheld };
  const { undecided, gone } = unjudgedOf(before, granting, consequence);
  // A rule that matches takes the place of those that are gone: the rule may only have a new id.
  if (matching.length > 0) return { assigned: [...matching, ...undecided] };
  const isTaken = undecided.length === 0 && (consequence.endedFromBefore?.(granting) ?? []).length > 0;
  // What is to end is not kept by a rule that the policy has no more.
  const staying = before.endsAt === undefined ? [...undecided, ...gone] : undecided;
  if (staying.length > 0 && !isTaken) {
    return {
      assigned: staying,
      ...(gone.length > 0 && before.reported && { reported: before.reported }),
    };
  }
  return endOf(granting, before, consequence) ?? before;
}

/** What is unknown ends nothing, and neither does a policy that alone does not grant it any more, until it is applied. */
function unjudgedOf({ assigned }: EntityBefore, granting: readonly RuleJudgement[], { endsGone }: Consequence) {
  if (assigned.length === 0) return { undecided: [], gone: [] };
  const verdicts = new Map(granting.map(({ rule, verdict }) => [rule.id, verdict]));
  return {
    undecided: assigned.filter((id) => verdicts.get(id) === 'undecided'),
    /** Of rules that the policy has no more, or that grant something else now. */
    gone: assigned.filter((id) => !verdicts.has(id) && endsGone?.(id) !== true),
  };
}

/** @param denials the rules that deny by what is known, at least one */
function decideDenied(
  denials: readonly RuleJudgement[],
  granting: readonly RuleJudgement[],
  before: EntityBefore,
  consequence: Consequence,
): EntityDecision {
  const rules = idsOf(denials);
  if (!consequence.isRuleEndReported) return { assigned: [], denied: rules };
  // A denial that blocks nothing keeps nothing from its end.
  const end = consequence.isReported ? undefined : endOfDenied(granting, before, consequence);
  if (end !== undefined) return end;
  return mayHaveAccess(granting, before, consequence) ? reportedBy(rules, before) : before;
}

/** As far as the event tells. What has ended is not there any more. */
function mayHaveAccess(
  granting: readonly RuleJudgement[],
  { assigned, ended }: EntityBefore,
  { endedFromBefore, statesPerson }: Consequence,
): boolean {
  if (ended !== undefined) return false;
  return assigned.length > 0 || statesPerson === true || (endedFromBefore?.(granting) ?? []).length > 0;
}

/** The same as without the denial, unless a rule that is not contradicted still assigns the entity. */
function endOfDenied(
  granting: readonly RuleJudgement[],
  before: EntityBefore,
  consequence: Consequence,
): EntityDecision | undefined {
  const contradicted = new Set(idsOf(granting.filter(({ verdict }) => verdict === 'contradicted')));
  return before.assigned.every((id) => contradicted.has(id)) ? endOf(granting, before, consequence) : undefined;
}

/** The end of access that no rule gives any more; undefined if it has ended before, or nobody had it. */
function endOf(
  granting: readonly RuleJudgement[],
  before: EntityBefore,
  consequence: Consequence,
): EntityDecision | undefined {
  const { isReported, isRuleEndReported, endedFromBefore } = consequence;
  const rules = before.assigned.length > 0 ? before.assigned : idsOf(endedFromBefore?.(granting) ?? []);
  if (rules.length === 0 || before.ended !== undefined) return undefined;
  // What an attribute ends is the end of a rule, whatever the event is.
  const isRuleEnd = before.endsAt !== undefined || isMove(granting, before);
  const isOnlyReported = isRuleEnd ? isRuleEndReported : isReported;
  if (isOnlyReported || before.reported !== undefined) return reportedBy(rules, before);
  const endsAt = graceEnd(granting, before, consequence);
  return endsAt === undefined ? { assigned: [], ended: rules } : { assigned: rules, endsAt };
}

/**
 * Who moves keeps their access for some time, and may move back. Who is taken out of a group does not. Only a removal that
 * revokes, and a policy that is applied, cut a grace short.
 *
 * @returns undefined if there is no such time, or if it is over
 */
function graceEnd(
  granting: readonly RuleJudgement[],
  before: EntityBefore,
  { isReported, endsGone, removesFrom, grace: { now, length } }: Consequence,
): string | undefined {
  const { endsAt } = before;
  const lost = lostOf(granting, before);
  const isCutShort = endsGone !== undefined || lost.some((one) => removesFrom?.(one) === true);
  const goesOn = endsAt !== undefined && (isReported || !isCutShort);
  if (!isMove(granting, before) && !goesOn) return undefined;
  const end = endsAt ?? new Date(now + length).toISOString();
  return Date.parse(end) > now ? end : undefined;
}

/** The rules that gave the access, and contradict what is known now. */
function lostOf(granting: readonly RuleJudgement[], { assigned }: EntityBefore): readonly RuleJudgement[] {
  const givers = new Set(assigned);
  return granting.filter(({ rule, verdict }) => verdict === 'contradicted' && givers.has(rule.id));
}

/** Whether an attribute ends the access, and not a group alone. */
function isMove(granting: readonly RuleJudgement[], before: EntityBefore): boolean {
  return lostOf(granting, before).some(
    ({ contradictedBy }) => !contradictedBy.some((name) => memberLists.includes(name)),
  );
}

/** The access stays, and is reported once. */
function reportedBy(rules: readonly string[], { assigned, reported = rules }: EntityBefore): EntityDecision {
  return { assigned, reported };
}

function isMatch({ verdict }: RuleJudgement): boolean {
  return verdict === 'matches';
}

function idsOf(judgements: readonly RuleJudgement[]): readonly string[] {
  return judgements.map(({ rule: { id } }) => id);
}
