/** The rules of the policy, each with its tick and with what it has looked at. */
import type { Severity } from '../../shapes/activity.ts';
import type { TriedRule } from '../../shapes/policy.ts';
import { Badge, Their } from '../parts.tsx';

const marks = { matches: '✓', contradicted: '✗', undecided: '?' } as const;
const severities: Readonly<Record<TriedRule['verdict'], Severity>> = {
  ...{ matches: 'success', contradicted: 'plain', undecided: 'warning' },
};

interface RuleTicksProps {
  /** What follows from them, line by line. */
  readonly outcome: readonly string[];
  readonly rules: readonly TriedRule[];
}

export function RuleTicks({ outcome, rules }: RuleTicksProps) {
  return (
    <>
      <ul>
        {outcome.map((line) => (
          <li key={line}>
            <strong>
              <Their text={line} />
            </strong>
          </li>
        ))}
      </ul>
      <ul>
        {rules.map(({ rule, effect, verdict, findings }) => (
          <li key={rule}>
            <Badge severity={severities[verdict]}>
              {marks[verdict]} {verdict}
            </Badge>{' '}
            {rule}: {effect}
            <ul>
              {findings.map(({ attribute, values, wanted, isMet }) => (
                <li key={attribute} class="finding">
                  {isMet ? '✓' : '–'} {attribute}: <Their text={values} />; wanted <Their text={wanted} />
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </>
  );
}
