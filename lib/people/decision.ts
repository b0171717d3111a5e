/** Decides by the policy what access a person is to have. */
import { graceOf } from '../policy/grace.ts';
import type { Policy } from '../policy/policy.ts';
import { type EntityJudgements, judgementsByEntity, judgeRules, type RuleJudgement } from '../policy/rule-judgement.ts';
import type { QuarantinedEffect } from '../safeguard/quarantined.ts';
import { type DecidedAccess, nothingDecided, type RulesByEntity, withoutEntity } from './decided-access.ts';
import { type Consequence, decideEntity, type EntityBefore, type EntityDecision } from './entity-decision.ts';
import type { Knowledge } from './knowledge.ts';
import type { RevocationCause } from './revocation-cause.ts';

/** The judgements of all rules, in their order. */
export function judge(
  { rules }: Pick<Policy, 'rules'>,
  { person, absent, wholeLists }: Knowledge,
): readonly RuleJudgement[] {
  return judgeRules(rules, person, { whole: wholeLists, absent });
}

export interface DecisionOccasion {
  readonly cause: RevocationCause;
  /** Effects in quarantine: an end is proposed again as long as its rules do not match, whatever the event. */
  readonly waiting: readonly QuarantinedEffect[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * @param last what was decided last: what is unknown changes none of it
 */
export function decide(
  policy: Policy,
  { leftAt, suspendedAt, overUntil = '' }: Pick<Knowledge, 'leftAt' | 'suspendedAt' | 'overUntil'>,
  judgements: readonly RuleJudgement[],
  last: DecidedAccess,
  occasion: DecisionOccasion,
): DecidedAccess {
  const home = policy.entities[policy.homeEntity];
  const before = withoutEntity(last, home);
  const isSuspended = suspendedAt !== undefined;
  if ((leftAt ?? suspendedAt) !== undefined && policy.on.left === 'report') {
    return { ...onlyReported(policy, before, occasion), home };
  }
  if (leftAt !== undefined) return { ...endedByLeaving(before, leftAt), home };
  // Somebody else may have the login now.
  const isOver = policy.on.left === 'revoke' && overUntil > (before.leftAt ?? '');
  const since = isOver ? { ...nothingDecided, leftAt: overUntil } : before;
  // So that all of it is there once the suspension is lifted.
  return { ...decideEntities(policy, judgements, since, occasion), isSuspended, mayHaveLeft: false, home };
}

/** A source that says it every night says nothing new. */
function endedByLeaving({ hasLeft, leftAt: before }: DecidedAccess, leftAt: string): DecidedAccess {
  return { ...nothingDecided, hasLeft: true, leftAt: hasLeft ? before : leftAt };
}

/** Who is only reported keeps what they have until the end of a grace that had begun, and gets nothing new. */
function onlyReported({ on }: Policy, before: DecidedAccess, { now }: Pick<DecisionOccasion, 'now'>): DecidedAccess {
  const ends = on.ruleNoLongerMatches === 'report' ? [] : [...before.endsAt];
  const { over = [], toCome = [] } = Object.groupBy(ends, ([, end]) => (Date.parse(end) <= now ? 'over' : 'toCome'));
  const assignments = new Map(before.assignments);
  for (const [id] of over) assignments.delete(id);
  return {
    ...before,
    assignments,
    // What was reported for another reason is so still after the return.
    reported: new Map([...assignments.keys()].map((id) => [id, before.reported.get(id) ?? []])),
    ended: new Map([...before.ended, ...over.map(([id]) => [id, before.assignments.get(id) ?? []] as const)]),
    withheld: new Map(),
    endsAt: new Map(toCome),
  };
}

function decideEntities(
  policy: Policy,
  judgements: readonly RuleJudgement[],
  before: DecidedAccess,
  { cause: { consequence, ...cause }, waiting, now }: DecisionOccasion,
): Omit<DecidedAccess, 'isSuspended' | 'mayHaveLeft'> {
  const { entities, homeEntity, on } = policy;
  const judgementsOf = judgementsByEntity(policy.rules, judgements);
  const how = {
    isReported: on[consequence] === 'report',
    isRuleEndReported: on.ruleNoLongerMatches === 'report',
    // What only the policy takes is no move.
    grace: { now, length: cause.endsGone ? 0 : graceOf(policy) },
    ...cause,
  };
  const ends = new Map(waiting.flatMap((one) => (one.kind === 'end' ? [[one.entityId, one] as const] : [])));
  const howOf = (id: string) => consequenceWith(how, ends.get(id), on);
  const others = Object.entries(entities).filter(([name]) => name !== homeEntity);
  const decisionOf = (id: string, judged: EntityJudgements): EntityDecided => [
    id,
    decideEntity(judged, entityBefore(before, id), howOf(id)),
  ];
  const named = new Set(others.map(([, id]) => id));
  // A new policy alone ends nothing, and takes back no end, until it is applied.
  const isEnding = (id: string) => howOf(id).endsGone !== undefined || before.endsAt.has(id);
  const gone = [...before.assignments.keys()].filter((id) => !named.has(id) && isEnding(id));
  const decisions = [
    ...others.map(([name, id]) => decisionOf(id, judgementsOf(name))),
    ...gone.map((id) => decisionOf(id, { granting: [], denying: [] })),
  ];
  const decided = new Set(decisions.map(([id]) => id));
  const unnamed = (rules: RulesByEntity) => [...rules].filter(([id]) => !decided.has(id));
  return {
    assignments: new Map([
      ...unnamed(before.assignments),
      ...partsOf(decisions, 'assigned').filter(([, rules]) => rules.length > 0),
    ]),
    reported: new Map([
      ...unnamed(before.reported).filter(([, rules]) => rules.length > 0),
      ...partsOf(decisions, 'reported'),
    ]),
    denials: new Map(partsOf(decisions, 'denied')),
    ended: new Map([...unnamed(before.ended), ...partsOf(decisions, 'ended')]),
    withheld: new Map(partsOf(decisions, 'withheld')),
    endsAt: new Map(partsOf(decisions, 'endsAt')),
    hasLeft: false,
    leftAt: before.leftAt,
  };
}

/** An end that waits has the consequence of the event that would have ended the access. */
function consequenceWith(
  how: Consequence,
  end: Pick<QuarantinedEffect, 'behind' | 'revokedBy'> | undefined,
  on: Policy['on'],
): Consequence {
  if (end === undefined) return how;
  const { behind, revokedBy = 'ruleNoLongerMatches' } = end;
  const isStill = ({ rule, verdict }: RuleJudgement) => verdict === 'contradicted' && behind.includes(rule.id);
  return {
    ...how,
    isReported: how.isReported && on[revokedBy] === 'report',
    endsGone: (rule) => how.endsGone?.(rule) === true || behind.includes(rule),
    endedFromBefore: (granting) => [
      ...new Set([...(how.endedFromBefore?.(granting) ?? []), ...granting.filter(isStill)]),
    ],
  };
}

type EntityDecided = readonly [id: string, decision: EntityDecision];

/** What was reported by no rule was so because the person was not active. They are back. */
function entityBefore({ assignments, reported, ended, endsAt }: DecidedAccess, id: string): EntityBefore {
  const reportedBy = reported.get(id) ?? [];
  return {
    assigned: assignments.get(id) ?? [],
    ...(reportedBy.length > 0 && { reported: reportedBy }),
    ended: ended.get(id),
    endsAt: endsAt.get(id),
  };
}

function partsOf<Part extends keyof EntityDecision>(decisions: readonly EntityDecided[], part: Part) {
  return decisions.flatMap(([id, { [part]: value }]) => (value === undefined ? [] : [[id, value] as const]));
}
