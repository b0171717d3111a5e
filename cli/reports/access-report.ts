/** A user's access to entities, next to what the policy says about it. */
import { hyphenatedEntityId } from '../../lib/entity-id.ts';
import type { Entitlement } from '../../operator/policy/entitlement.ts';
import { accessDifferences, type EntityAccess } from '../../operator/policy/user-access.ts';
import { printable } from '../../operator/printable.ts';
import { formatTable } from '../terminal/table.ts';

/** @param width of the terminal in characters, if there is one */
export function accessTable(entities: readonly EntityAccess[], hasPolicy: boolean, width: number | undefined): string {
  const titles = ['ENTITY', 'ID', 'ACCESS'];
  return formatTable(
    hasPolicy ? [...titles, 'POLICY'] : titles,
    entities.map((entity) => {
      const cells = [nameOf(entity), hyphenatedEntityId(entity.id), entity.hasAccess ? 'yes' : 'no'];
      return hasPolicy ? [...cells, describeEntitlement(entity.entitlement)] : cells;
    }),
    width,
  );
}

/** The name in the policy, in Zuora, or the id. */
export function nameOf({ entitlement, zuoraName, id }: EntityAccess): string {
  return printable(entitlement?.name ?? zuoraName ?? id);
}

/** @param entitlement undefined for an entity that the policy does not name */
function describeEntitlement(entitlement: Entitlement | undefined): string {
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

/** Where Zuora and the policy differ. */
export function describeDifferences(entities: readonly EntityAccess[]): string {
  const { missing, unexplained } = accessDifferences(entities);
  const names = (some: readonly EntityAccess[]) => some.map(nameOf).join(', ') || 'none';
  return `Granted, but without access: ${names(missing)}. Access that no rule is known to grant: ${names(unexplained)}.`;
}

/** For a program. */
export function toAccessJson({ id, zuoraName, hasAccess, entitlement }: EntityAccess) {
  return {
    name: entitlement?.name ?? null,
    id: hyphenatedEntityId(id),
    zuoraName,
    hasAccess,
    status: entitlement?.status ?? null,
    rules: entitlement?.rules ?? [],
  };
}
