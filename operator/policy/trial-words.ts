/** What a policy makes of an event, in words. */
import { cleared } from '../../lib/identity/person.ts';
import type { PersonReading } from '../../lib/identity/reading.ts';
import { attributeTexts } from '../../lib/policy/comparable-values.ts';
import type { AttributeFinding, Matcher } from '../../lib/policy/pattern.ts';
import type { RuleJudgement } from '../../lib/policy/rule-judgement.ts';
import type { EventLine } from '../../lib/translation/plan.ts';
import { describeUnknown } from './access-words.ts';

/** Why an event changes nothing, in words. */
const reasons: Readonly<Record<string, string>> = {
  'no-rule': 'nothing: no rule grants or revokes anything',
  denied: 'nothing: other rules deny everything that the matching rules grant',
  'nested-group': 'nothing: the member is a group of the policy, not a person',
  'no-username': 'nothing: the event has none of the attributes that the policy uses as username',
  'bad-username': 'nothing: the value that the policy uses as username cannot be a login name',
  'unlisted-source': 'nothing: the policy does not list the source',
  blocked: 'nothing is granted: rules deny access. It ends if the person has it',
};

const reportedBecause: Readonly<Record<string, string>> = {
  'unlisted-source': 'the policy does not list the source',
};

/** What would be done, line by line, or why nothing. */
export function describeOutcome(line: EventLine, judgements: readonly RuleJudgement[]): string {
  const { granted = [], revoked = [], reported = [], withheldBy = [], reason = '', detail = '' } = line;
  const told = Object.entries({ grant: granted, revoke: revoked, 'report only': reported })
    .filter(([, entities]) => entities.length > 0)
    .map(([verb, entities]) => `${verb}: ${entities.join(', ')}`);
  const why = reported.length > 0 && Object.hasOwn(reportedBecause, detail) ? [reportedBecause[detail]] : [];
  const all = [...told, ...why, ...withheldBy.flatMap((id) => describeWithheld(line, id, judgements))];
  return all.length > 0 ? all.join('\n') : (reasons[reason] ?? reason);
}

/** Such as `france: withheld by no-contractors: userType is unknown`. */
function describeWithheld({ withheld = [] }: EventLine, id: string, judgements: readonly RuleJudgement[]) {
  return judgements
    .filter(({ rule }) => rule.id === id)
    .map(({ rule: { deny = [] }, unknown }) => {
      const entities = withheld.filter((name) => deny.includes(name));
      return `${entities.join(', ')}: withheld by ${describeUnknown({ id, unmet: unknown })}`;
    });
}

/** The person's values of an attribute, or why there are none. */
export function valuesIn(
  { attribute, values }: AttributeFinding,
  { contradictedBy }: RuleJudgement,
  { change, person, groupsAttribute = 'groups' }: PersonReading,
): string {
  const isTaken =
    change === 'removed-from-group' && attribute === groupsAttribute && contradictedBy.includes(attribute);
  const isRemoved = isTaken || person[attribute] === cleared;
  // Of a list, the service remembers only what rules ask for.
  const actual = values.length > 0 || isRemoved ? values : attributeTexts(person[attribute]);
  const absent = isRemoved ? 'removed by the event' : 'not in the event';
  return actual.length === 0 ? absent : actual.join(', ');
}

/** As the policy has it. */
export function describeMatcher(matcher: Matcher): string {
  if (typeof matcher !== 'object') return String(matcher);
  return Object.entries(matcher)
    .map(([operator, operand]) => `${operator} ${[operand].flat().join(', ')}`)
    .join();
}
