/** A user's access to entities, next to what the policy says about it. */
import { hyphenatedEntityId } from '../../lib/entity-id.ts';
import { describeEntitlement, nameOf } from '../../operator/policy/access-words.ts';
import { accessDifferences, type EntityAccess } from '../../operator/policy/user-access.ts';
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
