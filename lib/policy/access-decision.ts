/** Decides by the policy how an event about a person changes their access in Zuora. */
import type { Person } from '../identity/person.ts';
import type { ChangeKind, PersonReading } from '../identity/reading.ts';
import type { Policy } from './policy.ts';
import {
  grantedEntities,
  type Revocation,
  type RevocationCause,
  revocationsByCause,
  rulesThatMatch,
} from './revocation-cause.ts';
import { judgeRule, type RuleJudgement } from './rule-judgement.ts';
import { findUsername } from './username.ts';

/** Why an event about a person changes nothing. */
interface NoAccessChange {
  readonly kind: 'ignored' | 'unresolvable';
  readonly reason: 'no-rule' | 'denied' | 'no-username' | 'bad-username';
}

/** The change of access. At least one list is not empty, and no entity is in two of them. */
export interface AccessChange {
  readonly kind: 'access-change';
  readonly username: string;
  /** The policy's names of the entities, in the policy's order. */
  readonly grant: readonly string[];
  readonly revoke: readonly string[];
  /** Entities that the person should no longer have. The policy says to report them instead of revoking. */
  readonly report: readonly string[];
  /** The ids of the rules behind this change; none for a leaver. */
  readonly because: readonly string[];
}

export type AccessDecision = (AccessChange | NoAccessChange) & {
  /** One for each rule of the policy, in its order. */
  readonly judgements: readonly RuleJudgement[];
};

/** Whether a change can grant access, and for which cause it can revoke access. */
const changeEffects: Readonly<Record<ChangeKind, { readonly grants: boolean; readonly revokes?: RevocationCause }>> = {
  joined: { grants: true },
  changed: { grants: true, revokes: 'ruleNoLongerMatches' },
  left: { grants: false, revokes: 'left' },
  'added-to-group': { grants: true },
  'removed-from-group': { grants: false, revokes: 'groupRemoved' },
  'access-approved': { grants: true },
};

const noRevocation: Revocation = { entities: [], rules: [] };

export function decideAccess(policy: Policy, reading: PersonReading): AccessDecision {
  const judgements = policy.rules.map((rule) => judgeRule(rule, personAfterChange(reading)));
  const username = findUsername(policy, reading.person);
  if ('missing' in username) return { kind: 'unresolvable', reason: username.missing, judgements };

  const { grants: gives, revokes: takes } = changeEffects[reading.change];
  const matchingRules = gives ? rulesThatMatch(judgements) : [];
  const granted = grantedEntities(matchingRules);
  const revocation = takes === undefined ? noRevocation : revocationsByCause[takes](policy, judgements, reading);
  if (granted.length + revocation.entities.length === 0) {
    return { kind: 'ignored', reason: matchingRules.some(({ grant }) => grant) ? 'denied' : 'no-rule', judgements };
  }

  const ended = inPolicyOrder(policy, revocation.entities);
  const isRevoked = takes !== undefined && policy.on[takes] === 'revoke';
  const because = [
    ...matchingRules.filter(({ grant }) => grant?.some((entity) => granted.includes(entity))),
    ...revocation.rules.filter(({ grant = [], deny = [] }) =>
      [...grant, ...deny].some((one) => revocation.entities.includes(one)),
    ),
  ];
  return {
    kind: 'access-change',
    username: username.name,
    grant: inPolicyOrder(policy, granted),
    revoke: isRevoked ? ended : [],
    report: isRevoked ? [] : ended,
    because: because.map(({ id }) => id),
    judgements,
  };
}

/** The person with their groups after the change. */
function personAfterChange({ change, person, groups }: PersonReading): Person {
  const { groups: said = [], ...others } = person;
  const before = [said].flat().map(String);
  const after =
    change === 'removed-from-group' ? before.filter((one) => !groups.includes(one)) : [...before, ...groups];
  return { ...others, groups: after };
}

function inPolicyOrder({ entities }: Policy, chosen: readonly string[]): readonly string[] {
  return Object.keys(entities).filter((name) => chosen.includes(name));
}
