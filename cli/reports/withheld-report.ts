/** How many people wait for access that rules of a policy withhold. */
import { formatCount } from '../../operator/counts.ts';
import type { WithheldCount, WithheldTotal } from '../../operator/policy/withheld-access.ts';
import { printable } from '../../operator/printable.ts';

/** @param stage its name */
export function withheldReport(stage: string, { people, totals }: WithheldCount): string {
  const counted = `${formatCount(people, 'person', 'people')} of stage ${stage} judged`;
  if (totals.length === 0) return `${counted}: no rule withholds anything from them.`;
  return [`${counted}:`, ...totals.map((total) => printable(`  ${describe(total)}`))].join('\n');
}

function describe({ rule, entity, waiting, keeping, unknown }: WithheldTotal): string {
  const waits = `${formatCount(waiting, 'person waits', 'people wait')} for ${entity}, withheld by ${rule}`;
  const keeps = keeping === 0 ? '' : `; ${keeping} who had it before ${keeping === 1 ? 'keeps' : 'keep'} it`;
  return `${waits} (${unknown.join(', ')} unknown)${keeps}`;
}
