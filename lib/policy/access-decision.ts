/** Decides by the policy how an event about a person changes their access in Zuora. */
import { cleared, type Person, unreadable } from '../identity/person.ts';
import type { ChangeKind, PersonReading } from '../identity/reading.ts';
import { unreadableAttribute } from '../identity/unreadable-attribute.ts';
import { attributeTexts, comparableValues } from './comparable-values.ts';
import { isNestedGroup } from './nested-group.ts';
import type { Policy, Rule } from './policy.ts';
import {
  grantedEntities,
  type Revocation,
  type RevocationCause,
  revocationsByCause,
  rulesAbout,
  rulesThatMatch,
} from './revocation-cause.ts';
import { judgeRules, type RuleJudgement } from './rule-judgement.ts';
import { findUsername } from './username.ts';

/** Why an event about a person changes nothing. */
interface NoAccessChange {
  readonly kind: 'ignored' | 'unresolvable';
  readonly reason: 'no-rule' | 'denied' | 'no-username' | 'bad-username' | 'nested-group';
}

/** The change of access. At least one list is not empty, and no entity is in two of them. */
export interface AccessChange {
  readonly kind: 'access-change';
  /** As the event has it. */
  readonly username: string;
  /** The same in the form that is sent to Zuora. */
  readonly login: string;
  /** The policy's names of the entities, in the policy's order. */
  readonly grant: readonly string[];
  readonly revoke: readonly string[];
  /** Entities that the person should no longer have. The policy says to report them instead of revoking. */
  readonly report: readonly string[];
  /** The ids of the rules that grant the entities in `grant`. */
  readonly grantedBy: readonly string[];
  /** The ids of the rules behind the end of the entities in `revoke` or `report`; none for a leaver. */
  readonly endedBy: readonly string[];
}

export type AccessDecision = (AccessChange | NoAccessChange) & {
  /** One for each rule of the policy, in its order. */
  readonly judgements: readonly RuleJudgement[];
};

/** Whether a change can grant access, and for which cause it can revoke access. */
const changeEffects: Readonly<Record<ChangeKind, { readonly grants: boolean; readonly cause?: RevocationCause }>> = {
  joined: { grants: true },
  changed: { grants: true, cause: 'ruleNoLongerMatches' },
  left: { grants: false, cause: 'left' },
  'added-to-group': { grants: true },
  'removed-from-group': { grants: false, cause: 'groupRemoved' },
  'access-approved': { grants: true },
};

const noRevocation: Revocation = { entities: new Set(), rules: [] };

/**
 * @param source the name of the reading's source
 * @throws BadEvent if the decision needs an attribute that the event has in a form that cannot be read
 */
export function decideAccess(policy: Policy, reading: PersonReading, source?: string): AccessDecision {
  if (reading.change !== 'left') requireReadable(policy, reading.person);
  const judgements = judgeRules(policy.rules, personAfterChange(reading), reading.wholeLists);
  const username = findUsername(policy, reading.person, source);
  if ('missing' in username) return { kind: 'unresolvable', reason: username.missing, judgements };

  if (isNestedGroup(policy, reading)) return { kind: 'ignored', reason: 'nested-group', judgements };

  const { grants, cause } = changeEffects[reading.change];
  const matchingRules = grants ? rulesThatMatch(judgements) : [];
  const granted = grantedEntities(matchingRules);
  const revocation = cause === undefined ? noRevocation : revocationsByCause[cause](policy, judgements, reading);
  if (granted.size + revocation.entities.size === 0) {
    return { kind: 'ignored', reason: matchingRules.some(({ grant }) => grant) ? 'denied' : 'no-rule', judgements };
  }

  const ended = inPolicyOrder(policy, revocation.entities);
  const isRevoked = cause !== undefined && policy.on[cause] === 'revoke';
  return {
    kind: 'access-change',
    username: username.name,
    login: username.login,
    grant: inPolicyOrder(policy, granted),
    revoke: isRevoked ? ended : [],
    report: isRevoked ? [] : ended,
    grantedBy: idsOf(rulesAbout(matchingRules, 'grant', granted)),
    endedBy: idsOf(revocation.rules),
    judgements,
  };
}

/** An unreadable attribute is not an absent one: a denial that needs it would be skipped. */
function requireReadable({ rules }: Policy, person: Person): void {
  if (!Object.values(person).includes(unreadable)) return;
  const name = rules
    .flatMap(({ when }) => Object.keys(when))
    .find((attribute) => Object.hasOwn(person, attribute) && person[attribute] === unreadable);
  if (name !== undefined) throw unreadableAttribute(name);
}

/** The person with their groups, or roles, after the change. */
function personAfterChange({ change, person, groups, groupsAttribute = 'groups' }: PersonReading): Person {
  const said = Object.hasOwn(person, groupsAttribute) ? person[groupsAttribute] : undefined;
  if (said === cleared && groups.length === 0) return person;
  const before = attributeTexts(said);
  const after = change === 'removed-from-group' ? afterRemoval(before, groups) : afterAddition(before, groups);
  return { ...person, [groupsAttribute]: after };
}

/** One of the lists itself where the other is empty: the people of one event may share it. */
function afterAddition(before: readonly string[], groups: readonly string[]): readonly string[] {
  if (groups.length === 0) return before;
  return before.length === 0 ? groups : [...before, ...groups];
}

/** The list itself where nothing is removed. */
function afterRemoval(before: readonly string[], groups: readonly string[]): readonly string[] {
  if (before.length === 0) return before;
  const [all, removed] = [comparableValues(before), comparableValues(groups)];
  if (!removed.texts.some((text) => all.has(text))) return before;
  return before.filter((_, index) => !removed.has(all.texts[index] ?? ''));
}

function idsOf(rules: readonly Rule[]): readonly string[] {
  return rules.map(({ id }) => id);
}

function inPolicyOrder({ entities }: Policy, chosen: ReadonlySet<string>): readonly string[] {
  return Object.keys(entities).filter((name) => chosen.has(name));
}
