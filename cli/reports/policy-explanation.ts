/** Explains a policy's decision: what the event says, how each rule decides, and what would be done. */
import { styleText } from 'node:util';
import { cleared, type Person, unreadable } from '../../lib/identity/person.ts';
import type { PersonReading } from '../../lib/identity/reading.ts';
import type { AccessDecision } from '../../lib/policy/access-decision.ts';
import type { AttributeFinding, Matcher } from '../../lib/policy/pattern.ts';
import type { RuleJudgement } from '../../lib/policy/rule-judgement.ts';
import { printable } from '../../operator/printable.ts';
import { formatFacts, formatSection } from '../terminal/table.ts';

/** Why an event changes nothing, in words. */
const reasons: Readonly<Record<Exclude<AccessDecision, { kind: 'access-change' }>['reason'], string>> = {
  'no-rule': 'nothing: no rule grants or revokes anything',
  denied: 'nothing: other rules deny everything that the matching rules grant',
  'nested-group': 'nothing: the member is a group of the policy, not a person',
  'no-username': 'nothing: the event has none of the attributes that the policy uses as username',
  'bad-username': 'nothing: the value that the policy uses as username cannot be a login name',
};

const marks = { matches: styleText('green', '+'), contradicted: styleText('red', '-'), undecided: ' ' };

/** @param source the name of the source that recognised the event */
export function policyExplanation(source: string, reading: PersonReading, decision: AccessDecision): string {
  const { change, groups, time, effectiveAt, person } = reading;
  const facts = {
    source,
    change,
    groups: groups.length > 0 ? groups.join(', ') : undefined,
    time,
    'effective at': effectiveAt,
    username: decision.kind === 'access-change' ? decision.username : undefined,
  };
  const attributes = Object.fromEntries(
    Object.entries(person).map(([name, value]) => [
      printable(name),
      value === unreadable ? '(unreadable)' : value === cleared ? '(removed)' : [value].flat().join(', '),
    ]),
  );
  return [
    `${formatFacts(facts)}\n`,
    formatSection('Person', formatFacts(attributes)),
    formatSection(
      'Rules',
      decision.judgements.map((judgement) => describeJudgement(judgement, person)).join('\n') || 'none',
    ),
    formatSection('Outcome', describeDecision(decision)),
  ].join('\n');
}

function describeDecision(decision: AccessDecision): string {
  if (decision.kind !== 'access-change') return reasons[decision.reason];
  const { grant, revoke, report } = decision;
  return Object.entries({ grant, revoke, 'report only': report })
    .filter(([, entities]) => entities.length > 0)
    .map(([verb, entities]) => `${verb}: ${entities.join(', ')}`)
    .join('\n');
}

function describeJudgement({ rule, verdict, findings }: RuleJudgement, person: Person): string {
  const effect = Object.entries({ grants: rule.grant, denies: rule.deny })
    .flatMap(([verb, entities]) => (entities === undefined ? [] : [`${verb} ${entities.join(', ')}`]))
    .join('; ');
  const deciding = verdict === 'matches' ? findings : findings.filter(({ matches }) => !matches);
  return [
    `${marks[verdict]} ${rule.id} ${verdict}: ${effect}`,
    ...deciding.map((finding) => `    ${describeFinding(finding, person)}`),
  ].join('\n');
}

function describeFinding({ attribute, values, wanted, matches }: AttributeFinding, person: Person): string {
  const absent = person[attribute] === cleared ? 'removed by the event' : 'not in the event';
  const actual = values.length === 0 ? absent : values.join(', ');
  return printable(`${attribute}: ${actual}${matches ? '' : `; wanted ${wanted.map(describeMatcher).join(' or ')}`}`);
}

/** As the policy has it. */
function describeMatcher(matcher: Matcher): string {
  if (typeof matcher !== 'object') return String(matcher);
  return Object.entries(matcher)
    .map(([operator, operand]) => `${operator} ${[operand].flat().join(', ')}`)
    .join();
}
