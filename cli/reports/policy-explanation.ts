/** Explains a policy's decision: what the event says, how each rule decides, and what would be done. */
import { styleText } from 'node:util';
import { cleared, unreadable } from '../../lib/identity/person.ts';
import type { PersonReading } from '../../lib/identity/reading.ts';
import type { AttributeFinding } from '../../lib/policy/pattern.ts';
import type { RuleJudgement } from '../../lib/policy/rule-judgement.ts';
import type { EventLine } from '../../lib/translation/plan.ts';
import { describeMatcher, describeOutcome, valuesIn } from '../../operator/policy/trial-words.ts';
import { printable } from '../../operator/printable.ts';
import { formatFacts, formatSection } from '../terminal/table.ts';

const marks = { matches: styleText('green', '+'), contradicted: styleText('red', '-'), undecided: ' ' };

/** @param judgements one for each rule of the policy */
export function policyExplanation(
  reading: PersonReading,
  line: EventLine,
  judgements: readonly RuleJudgement[],
): string {
  const { change, groups, time, effectiveAt, person } = reading;
  const facts = {
    source: line.source,
    change,
    groups: groups.length > 0 ? groups.join(', ') : undefined,
    time,
    'effective at': effectiveAt,
    username: line.username,
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
      describeJudgements(judgements, (finding, judgement) => valuesIn(finding, judgement, reading)),
    ),
    formatSection('Outcome', describeOutcome(line, judgements)),
  ].join('\n');
}

/** @param valuesOf shows the person's values of an attribute, or why there are none */
export function describeJudgements(
  judgements: readonly RuleJudgement[],
  valuesOf: (finding: AttributeFinding, judgement: RuleJudgement) => string,
): string {
  const described = judgements.map((judgement) => {
    const { rule, verdict, findings } = judgement;
    const effect = Object.entries({ grants: rule.grant, denies: rule.deny })
      .flatMap(([verb, entities]) => (entities === undefined ? [] : [`${verb} ${entities.join(', ')}`]))
      .join('; ');
    const deciding = verdict === 'matches' ? findings : findings.filter(({ matches }) => !matches);
    return [
      `${marks[verdict]} ${rule.id} ${verdict}: ${effect}`,
      ...deciding.map((finding) => `    ${describeFinding(finding, valuesOf(finding, judgement))}`),
    ].join('\n');
  });
  return described.join('\n') || 'none';
}

function describeFinding({ attribute, wanted, matches }: AttributeFinding, values: string): string {
  return printable(`${attribute}: ${values}${matches ? '' : `; wanted ${wanted.map(describeMatcher).join(' or ')}`}`);
}
