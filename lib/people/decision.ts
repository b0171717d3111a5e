/** Decides by the policy what access a person is to have, from what is known of them and what was decided before. */
import type { Policy } from '../policy/policy.ts';
import { judgeRules, type RuleJudgement } from '../policy/rule-judgement.ts';
import type { DecidedAccess, RulesByEntity } from './decided-access.ts';
import type { Knowledge } from './knowledge.ts';

/** What an event may end. */
export interface Cause {
  /** Where the policy says whether to revoke or to report. */
  readonly consequence: keyof Omit<Policy['on'], 'noMatch'>;
  /** The contradicted rules whose entities end although nobody knew that the rules granted them. */
  readonly takes: 'all' | 'none' | ((judgement: RuleJudgement) => boolean);
}

/** How one entity is decided. */
interface Verdict {
  /** The rules by which the person has the entity; none if they do not. */
  readonly assigned: readonly string[];
  readonly reported?: readonly string[];
  readonly denied?: readonly string[];
  readonly ended?: readonly string[];
}

/** The judgements of all rules, in their order. */
export function judge({ rules }: Policy, { person, absent, wholeLists }: Knowledge): readonly RuleJudgement[] {
  return judgeRules(rules, person, { whole: wholeLists, absent });
}

/** @param before what was decided last: what is unknown changes none of it */
export function decide(
  policy: Policy,
  { leftAt }: Pick<Knowledge, 'leftAt'>,
  judgements: readonly RuleJudgement[],
  decided: DecidedAccess,
  cause: Cause,
): DecidedAccess {
  const home = policy.entities[policy.homeEntity];
  const before = withoutEntity(decided, home);
  if (leftAt !== undefined) return { ...withoutLeaver(policy, before, leftAt), home };
  const ids = Object.entries(policy.entities).filter(([name]) => name !== policy.homeEntity);
  const byEntity = rulesByEntity(judgements);
  const how = {
    isReported: policy.on[cause.consequence] === 'report',
    isDenialReported: policy.on.ruleNoLongerMatches === 'report',
    takes: cause.takes,
  };
  const verdicts = ids.map(([name, id]): readonly [string, Verdict] => {
    const rules = byEntity.get(name) ?? noRules;
    return [id, verdictOf(rules, entityBefore(before, id), how)];
  });
  const named = new Set(ids.map(([, id]) => id));
  // A new policy alone ends nothing.
  const kept = [...before.assignments].filter(([id]) => !named.has(id));
  return {
    assignments: new Map([...kept, ...pick(verdicts, 'assigned')]),
    reported: pick(verdicts, 'reported'),
    denials: pick(verdicts, 'denied'),
    ended: pick(verdicts, 'ended'),
    hasLeft: false,
    leftAt: before.leftAt,
    home,
  };
}

/** An entity that has become home since is not granted any more, and not ended either. */
function withoutEntity(decided: DecidedAccess, id: string | undefined): DecidedAccess {
  const without = (rules: RulesByEntity) => new Map([...rules].filter(([entityId]) => entityId !== id));
  return {
    ...decided,
    assignments: without(decided.assignments),
    reported: without(decided.reported),
    denials: without(decided.denials),
    ended: without(decided.ended),
  };
}

/** A reported leaver keeps what they have, and gets nothing new. */
function withoutLeaver({ on }: Policy, before: DecidedAccess, leftAt: string): DecidedAccess {
  if (on.left === 'revoke') {
    return { assignments: new Map(), reported: new Map(), denials: new Map(), ended: new Map(), hasLeft: true, leftAt };
  }
  const { assignments, denials, ended } = before;
  return { ...before, assignments, denials, ended, reported: new Map([...assignments].map(([id]) => [id, []])) };
}

interface EntityRules {
  readonly granting: readonly RuleJudgement[];
  readonly denying: readonly RuleJudgement[];
}

const noRules: EntityRules = { granting: [], denying: [] };

function rulesByEntity(judgements: readonly RuleJudgement[]): ReadonlyMap<string, EntityRules> {
  const all = new Map<string, { granting: RuleJudgement[]; denying: RuleJudgement[] }>();
  const of = (name: string) => {
    const known = all.get(name) ?? { granting: [], denying: [] };
    all.set(name, known);
    return known;
  };
  for (const judgement of judgements) {
    for (const name of judgement.rule.grant ?? []) of(name).granting.push(judgement);
    for (const name of judgement.rule.deny ?? []) of(name).denying.push(judgement);
  }
  return all;
}

interface EntityBefore {
  readonly assigned: readonly string[];
  readonly reported: readonly string[] | undefined;
  readonly ended: readonly string[] | undefined;
}

function entityBefore({ assignments, reported, ended }: DecidedAccess, id: string): EntityBefore {
  return { assigned: assignments.get(id) ?? [], reported: reported.get(id), ended: ended.get(id) };
}

interface Consequence extends Pick<Cause, 'takes'> {
  readonly isReported: boolean;
  /** A denial has the same consequence whatever the event: a removal from a group lifts none. */
  readonly isDenialReported: boolean;
}

function verdictOf({ granting, denying }: EntityRules, before: EntityBefore, how: Consequence): Verdict {
  const denials = denying.filter(({ verdict }) => verdict === 'matches');
  if (denials.length > 0) return deniedBy(denials, granting, before, how);
  const matching = idsOf(granting.filter(({ verdict }) => verdict === 'matches'));
  const decided = new Set(idsOf(granting.filter(({ verdict }) => verdict !== 'undecided')));
  // What is unknown ends nothing, and neither does a policy that does not grant it any more.
  const stays = before.assigned.filter((id) => !decided.has(id));
  if (matching.length + stays.length > 0) return { assigned: [...matching, ...stays] };
  return endOf(granting, before, how) ?? { assigned: [], ...keptEnd(before) };
}

function deniedBy(
  denials: readonly RuleJudgement[],
  granting: readonly RuleJudgement[],
  before: EntityBefore,
  how: Consequence,
): Verdict {
  const known = idsOf(denials.filter(({ isFullyKnown }) => isFullyKnown));
  if (known.length > 0 && !how.isDenialReported) return { assigned: [], denied: known };
  // A denial that blocks nothing keeps nothing from its end.
  const end = known.length > 0 && how.isReported ? undefined : endOfWithheld(granting, before, how);
  if (end !== undefined) return end;
  // Silence about an attribute withholds access, and ends none.
  const isToldOf = known.length > 0 && (before.assigned.length > 0 || how.takes !== 'none');
  return isToldOf ? reportedBy(known, before) : { assigned: before.assigned, ...keptEnd(before) };
}

function endOfWithheld(
  granting: readonly RuleJudgement[],
  before: EntityBefore,
  how: Consequence,
): Verdict | undefined {
  const contradicted = new Set(idsOf(granting.filter(({ verdict }) => verdict === 'contradicted')));
  return before.assigned.every((id) => contradicted.has(id)) ? endOf(granting, before, how) : undefined;
}

/** The end of access that no rule gives any more; undefined if it has ended before, or nobody had it. */
function endOf(
  granting: readonly RuleJudgement[],
  before: EntityBefore,
  { isReported, takes }: Consequence,
): Verdict | undefined {
  const rules = before.assigned.length > 0 ? before.assigned : idsOf(takenOf(granting, takes));
  if (rules.length === 0 || before.ended !== undefined) return undefined;
  return isReported || before.reported !== undefined ? reportedBy(rules, before) : { assigned: [], ended: rules };
}

/** Of rules that do not match. A statement of the whole person takes nothing that one of them may still grant. */
function takenOf(granting: readonly RuleJudgement[], takes: Cause['takes']): readonly RuleJudgement[] {
  if (takes === 'none') return [];
  if (takes !== 'all') return granting.filter((one) => one.verdict !== 'matches' && takes(one));
  return granting.every(({ verdict }) => verdict === 'contradicted') ? granting : [];
}

/** The access stays, and is reported once. */
function reportedBy(rules: readonly string[], { assigned, reported = rules }: EntityBefore): Verdict {
  return { assigned, reported };
}

function keptEnd({ ended, reported }: EntityBefore): Pick<Verdict, 'ended' | 'reported'> {
  return { ...(ended && { ended }), ...(reported && { reported }) };
}

function idsOf(judgements: readonly RuleJudgement[]): readonly string[] {
  return judgements.map(({ rule: { id } }) => id);
}

function pick(verdicts: readonly (readonly [string, Verdict])[], part: keyof Verdict): RulesByEntity {
  return new Map(
    verdicts.flatMap(([id, verdict]) => {
      const rules = verdict[part];
      return rules === undefined || (part === 'assigned' && rules.length === 0) ? [] : [[id, rules] as const];
    }),
  );
}
