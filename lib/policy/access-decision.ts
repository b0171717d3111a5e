/** Decides by the policy what an event about a person is to do in Zuora. */
import type { Person } from '../identity/person.ts';
import type { ChangeKind, PersonReading } from '../identity/reading.ts';
import type { Policy } from './policy.ts';
import { type Cause, grantedBy, matching, type Revocation, revocationsByCause } from './revocation-cause.ts';
import { judgeRule, type RuleJudgement } from './rule-judgement.ts';
import { usernameOf } from './username.ts';

/** Why a person's event does nothing. */
interface NothingToDo {
  readonly kind: 'ignored' | 'unresolvable';
  readonly reason: 'no-rule' | 'denied' | 'no-username' | 'bad-username';
}

/** What is to be done. At least one of the lists names an entity, and none names what another does. */
export interface Act {
  readonly kind: 'act';
  readonly username: string;
  /** Entities by the policy's names for them, in its order. */
  readonly grant: readonly string[];
  readonly revoke: readonly string[];
  /** Entities that the person should no longer have, and that the policy leaves to whoever reads the report. */
  readonly report: readonly string[];
  /** The ids of the rules that this follows from; none for somebody who left. */
  readonly because: readonly string[];
}

export type Decision = (Act | NothingToDo) & {
  /** Every rule of the policy, in its order. */
  readonly judgements: readonly RuleJudgement[];
};

/** Whether a change gives access, and for which cause it takes any. */
const effects: Readonly<Record<ChangeKind, { readonly gives: boolean; readonly takes?: Cause }>> = {
  joined: { gives: true },
  changed: { gives: true, takes: 'ruleNoLongerMatches' },
  left: { gives: false, takes: 'left' },
  'added-to-group': { gives: true },
  'removed-from-group': { gives: false, takes: 'groupRemoved' },
  'access-approved': { gives: true },
};

const nothing: Revocation = { entities: [], rules: [] };

export function decide(policy: Policy, reading: PersonReading): Decision {
  const judgements = policy.rules.map((rule) => judgeRule(rule, afterwards(reading)));
  const username = usernameOf(policy, reading.person);
  if ('missing' in username) return { kind: 'unresolvable', reason: username.missing, judgements };

  const { gives, takes } = effects[reading.change];
  const granting = gives ? matching(judgements) : [];
  const granted = grantedBy(granting);
  const revocation = takes === undefined ? nothing : revocationsByCause[takes](policy, judgements, reading);
  if (granted.length + revocation.entities.length === 0) {
    return { kind: 'ignored', reason: granting.some(({ grant }) => grant) ? 'denied' : 'no-rule', judgements };
  }

  const lapsed = inOrder(policy, revocation.entities);
  const isRevoked = takes !== undefined && policy.on[takes] === 'revoke';
  const because = [
    ...granting.filter(({ grant }) => grant?.some((entity) => granted.includes(entity))),
    ...revocation.rules.filter(({ grant = [], deny = [] }) =>
      [...grant, ...deny].some((one) => revocation.entities.includes(one)),
    ),
  ];
  return {
    kind: 'act',
    username: username.name,
    grant: inOrder(policy, granted),
    revoke: isRevoked ? lapsed : [],
    report: isRevoked ? [] : lapsed,
    because: because.map(({ id }) => id),
    judgements,
  };
}

/** The person with the groups that the change leaves. */
function afterwards({ change, person, groups }: PersonReading): Person {
  const { groups: said = [], ...others } = person;
  const before = [said].flat().map(String);
  const after =
    change === 'removed-from-group' ? before.filter((one) => !groups.includes(one)) : [...before, ...groups];
  return { ...others, groups: after };
}

function inOrder({ entities }: Policy, chosen: readonly string[]): readonly string[] {
  return Object.keys(entities).filter((name) => chosen.includes(name));
}
