/** What the policy decided about a person, by kind. */
import type { DecidedAccess, RulesByEntity } from '../../lib/people/decided-access.ts';

interface Verdict {
  readonly verdict: 'assigned' | 'ending' | 'reported' | 'denied' | 'ended' | 'withheld';
  readonly entities: RulesByEntity;
}

export function verdictsOf(decided: DecidedAccess): readonly Verdict[] {
  const { assignments, endsAt, reported, denials, ended, withheld } = decided;
  const { ending = [], assigned = [] } = Object.groupBy(assignments, ([id]) =>
    endsAt.has(id) ? 'ending' : 'assigned',
  );
  return [
    { verdict: 'assigned', entities: new Map(assigned) },
    { verdict: 'ending', entities: new Map(ending) },
    { verdict: 'reported', entities: reported },
    { verdict: 'denied', entities: denials },
    { verdict: 'ended', entities: ended },
    { verdict: 'withheld', entities: withheld },
  ];
}
