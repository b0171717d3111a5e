/** A user's access, and what the policy says about it, in words that are safe to print. */
import { printable } from '../printable.ts';
import type { Entitlement } from './entitlement.ts';
import type { EntityAccess } from './user-access.ts';

/** The name in the policy, in Zuora, or the id. */
export function nameOf({ entitlement, zuoraName, id }: EntityAccess): string {
  return printable(entitlement?.name ?? zuoraName ?? id);
}

/** @param entitlement undefined for an entity that the policy does not name */
export function describeEntitlement(entitlement: Entitlement | undefined): string {
  if (entitlement === undefined) return 'not in the policy';
  const { status, rules } = entitlement;
  const ids = rules.map(({ id }) => id).join(', ');
  const unmet = needsOf(rules);
  switch (status) {
    case 'home':
      return 'home';
    case 'granted':
    case 'denied':
      return `${status} by ${ids}`;
    case 'withheld':
      return printable(`withheld by ${rules.map(describeUnknown).join('; ')}`);
    case 'undecided':
      return printable(`undecided: ${unmet}`);
    case 'not-granted':
      return printable(unmet ? `not granted: ${unmet}` : 'not granted');
  }
}

/** The same, with the rules that may yet deny what is granted. */
export function describeWithDenials(entitlement: Entitlement | undefined): string {
  const denials = needsOf(entitlement?.undecidedDenials ?? []);
  const described = describeEntitlement(entitlement);
  return denials ? printable(`${described}; undecided: ${denials}`) : described;
}

function needsOf(rules: Entitlement['rules']): string {
  return rules.map(({ id, unmet }) => `${id} needs ${unmet.join(', ')}`).join('; ');
}

/** Such as `no-contractors: userType is unknown`. */
export function describeUnknown({ id, unmet }: Entitlement['rules'][number]): string {
  return `${id}: ${unmet.join(', ')} ${unmet.length === 1 ? 'is' : 'are'} unknown`;
}
