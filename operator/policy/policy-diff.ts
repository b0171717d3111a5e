/** Compares the access of a person under two policies, by the rules alone. */
import { cleared } from '../../lib/identity/person.ts';
import { judge } from '../../lib/people/decision.ts';
import { type Knowledge, knowledgeOf } from '../../lib/people/knowledge.ts';
import type { KnownPerson } from '../../lib/people/known-person.ts';
import { usableFacts } from '../../lib/people/usable-facts.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import type { RuleJudgement } from '../../lib/policy/rule-judgement.ts';
import { type Entitlement, entitlementsOf } from './entitlement.ts';
import { asksUnkeptMember, unkeptFacts } from './unkept-facts.ts';

export type PolicyEffect =
  | 'gains'
  | 'loses'
  /** Rules that deny need attributes that are unknown. Nothing new is granted until they are known, and nothing ends. */
  | 'withheld'
  /** Rules of the new policy need attributes that are unknown. Nothing is granted by them, and nothing ends. */
  | 'undecided';

export interface PolicyDifference {
  /** The newest login of the person. */
  readonly username: string;
  readonly entityId: string;
  readonly effect: PolicyEffect;
  /** Under the old policy; undefined if it does not name the entity. */
  readonly before: Entitlement | undefined;
  /** Under the new policy. */
  readonly after: Entitlement | undefined;
}

export type PolicyDiff = (person: Pick<KnownPerson, 'accounts' | 'logins'>) => PersonDifferences;

type PersonDifferences =
  | { readonly is: 'compared'; readonly differences: readonly PolicyDifference[] }
  /** They have nothing under any policy. */
  | { readonly is: 'left' }
  /** Nothing is requested for them. */
  | { readonly is: 'withoutLogin' };

/** @param before the policy by which the stage chooses what it keeps of people */
export function policyDiff(before: Policy, after: Policy): PolicyDiff {
  const entityIds = comparedEntities(before, after);
  const judgeAfter = judgeByOtherPolicy(before, after);
  const { kept } = usableFacts(before);
  return ({ accounts, logins }) => {
    const username = logins.at(-1)?.login;
    if (username === undefined) return { is: 'withoutLogin' };
    // Each policy may have another order of sources.
    const knowledgeBy = ({ sources }: Policy) => knowledgeOf({ accounts }, { kept, sources });
    const [knownBefore, knownAfter] = [knowledgeBy(before), knowledgeBy(after)];
    if (knownBefore.leftAt !== undefined && knownAfter.leftAt !== undefined) return { is: 'left' };
    const old = byId(entitlementsOf(before, knownBefore.person, judge(before, knownBefore)));
    const recent = byId(entitlementsOf(after, knownAfter.person, judgeAfter(knownAfter)));
    const differences = entityIds.flatMap((entityId): PolicyDifference[] => {
      const pair = { before: old.get(entityId), after: recent.get(entityId) };
      const effect = effectOf(pair);
      return effect === undefined ? [] : [{ username, entityId, effect, ...pair }];
    });
    return { is: 'compared', differences };
  };
}

/** The ids of all entities but the home entities, in the order of the new policy. */
function comparedEntities(before: Policy, after: Policy): readonly string[] {
  const homes = [before, after].map(({ entities, homeEntity }) => entities[homeEntity]);
  const ids = [after, before].flatMap(({ entities }) => Object.values(entities));
  return [...new Set(ids)].filter((id) => !homes.includes(id));
}

/** A list lacks no value of those that the stage keeps. It may well lack another one that a new rule asks for. */
function judgeByOtherPolicy(kept: Policy, other: Policy): (knowledge: Knowledge) => readonly RuleJudgement[] {
  const unkept = unkeptFacts(kept, other);
  const { known = [], unknown = [] } = Object.groupBy(other.rules, (rule) =>
    asksUnkeptMember(unkept, rule) ? 'unknown' : 'known',
  );
  const lists = [...unkept.members.keys()];
  return (knowledge) => {
    const judgements = [
      ...judge({ rules: known }, knowledge),
      ...judge({ rules: unknown }, withoutWhole(knowledge, lists)),
    ];
    const byRule = new Map(judgements.map((judgement) => [judgement.rule, judgement]));
    return other.rules.flatMap((rule) => byRule.get(rule) ?? []);
  };
}

function withoutWhole({ person, wholeLists, ...others }: Knowledge, lists: readonly string[]): Knowledge {
  const said = Object.entries(person).filter(([name, value]) => value !== cleared || !lists.includes(name));
  return {
    ...others,
    person: Object.fromEntries(said),
    wholeLists: wholeLists.filter((list) => !lists.includes(list)),
  };
}

function byId(entitlements: readonly Entitlement[]): ReadonlyMap<string, Entitlement> {
  return new Map(entitlements.map((entitlement) => [entitlement.id, entitlement]));
}

function effectOf({ before, after }: Pick<PolicyDifference, 'before' | 'after'>): PolicyEffect | undefined {
  const [hadAccess, hasAccess] = [isGranted(before), isGranted(after)];
  if (hasAccess && !hadAccess) return 'gains';
  if (after?.status === 'withheld') return before?.status === 'withheld' ? undefined : 'withheld';
  const isLess = hadAccess && !hasAccess;
  if (isUndecided(after)) return isLess || !isUndecided(before) ? 'undecided' : undefined;
  return isLess ? 'loses' : undefined;
}

function isGranted(entitlement: Entitlement | undefined): boolean {
  return entitlement?.status === 'granted';
}

/** A denial may be undecided too, and withhold nothing: the policy says so. */
function isUndecided(entitlement: Entitlement | undefined): boolean {
  return entitlement?.status === 'undecided' || (entitlement?.undecidedDenials.length ?? 0) > 0;
}

/** The attributes that would decide about the access under the new policy. */
export function unknownAttributes({ effect, after }: PolicyDifference): readonly string[] {
  if (after === undefined || !(effect === 'undecided' || effect === 'withheld')) return [];
  const rules = after.status === 'granted' ? after.undecidedDenials : after.rules;
  return [...new Set(rules.flatMap(({ unmet }) => unmet))];
}
