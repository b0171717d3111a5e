/** Explains a decision: what was read, which rules matched and why the others did not, and what would be done. */
import { styleText } from 'node:util';
import type { PersonReading } from '../../lib/identity/reading.ts';
import type { Decision } from '../../lib/policy/access-decision.ts';
import type { Finding, Matcher } from '../../lib/policy/pattern.ts';
import type { RuleJudgement } from '../../lib/policy/rule-judgement.ts';
import { factsOf, titled } from '../terminal/table.ts';
import { printable } from '../terminal/text.ts';

/** Why an event does nothing, in words. */
const reasons: Readonly<Record<Exclude<Decision, { kind: 'act' }>['reason'], string>> = {
  'no-rule': 'nothing: no rule asks for anything',
  denied: 'nothing: all that rules grant is denied by others',
  'no-username': 'nothing: the event has none of the attributes that the policy takes for the username',
  'bad-username': 'nothing: what the policy takes for the username can be no login name',
};

const marks = { matches: styleText('green', '+'), contradicted: styleText('red', '-'), undecided: ' ' };

/** @param source the name of the source that recognised the event */
export function explanation(source: string, reading: PersonReading, decision: Decision): string {
  const { change, groups, time, effectiveAt, person } = reading;
  const facts = {
    source,
    change,
    groups: groups.length > 0 ? groups.join(', ') : undefined,
    time,
    'effective at': effectiveAt,
    username: decision.kind === 'act' ? decision.username : undefined,
  };
  const attributes = Object.fromEntries(
    Object.entries(person).map(([name, value]) => [printable(name), [value].flat().join(', ')]),
  );
  return [
    `${factsOf(facts)}\n`,
    titled('Person', factsOf(attributes)),
    titled('Rules', decision.judgements.map(judged).join('\n') || 'none'),
    titled('Outcome', outcome(decision)),
  ].join('\n');
}

function outcome(decision: Decision): string {
  if (decision.kind !== 'act') return reasons[decision.reason];
  const { grant, revoke, report } = decision;
  return Object.entries({ grant, revoke, 'report only': report })
    .filter(([, entities]) => entities.length > 0)
    .map(([verb, entities]) => `${verb}: ${entities.join(', ')}`)
    .join('\n');
}

function judged({ rule, verdict, findings }: RuleJudgement): string {
  const effect = Object.entries({ grants: rule.grant, denies: rule.deny })
    .flatMap(([verb, entities]) => (entities === undefined ? [] : [`${verb} ${entities.join(', ')}`]))
    .join('; ');
  const telling = verdict === 'matches' ? findings : findings.filter(({ matches }) => !matches);
  return [
    `${marks[verdict]} ${rule.id} ${verdict}: ${effect}`,
    ...telling.map((finding) => `    ${found(finding)}`),
  ].join('\n');
}

function found({ attribute, values, wanted, matches }: Finding): string {
  const has = values.length === 0 ? 'not in the event' : values.join(', ');
  return printable(`${attribute}: ${has}${matches ? '' : `; wanted ${wanted.map(written).join(' or ')}`}`);
}

/** As it stands in the policy. */
function written(matcher: Matcher): string {
  if (typeof matcher !== 'object') return String(matcher);
  return Object.entries(matcher)
    .map(([operator, operand]) => `${operator} ${[operand].flat().join(', ')}`)
    .join();
}
