/** Tells which entities a user may enter, beside what the policy says of it. */
import { hyphenatedEntityId } from '../../lib/entity-id.ts';
import type { Entitlement } from '../../operator/policy/entitlement.ts';
import { plainTable } from '../terminal/table.ts';
import { printable } from '../terminal/text.ts';

/** An entity that the user may enter, or that the policy names. */
export interface AccessRow {
  readonly id: string;
  readonly zuoraName: string | undefined;
  readonly hasAccess: boolean;
  /** Undefined for an entity that the policy does not name. */
  readonly entitlement: Entitlement | undefined;
}

export function accessTable(rows: readonly AccessRow[], hasPolicy: boolean): string {
  const titles = ['ENTITY', 'ID', 'ACCESS'];
  return plainTable(
    hasPolicy ? [...titles, 'POLICY'] : titles,
    rows.map((row) => {
      const cells = [nameOf(row), hyphenatedEntityId(row.id), row.hasAccess ? 'yes' : 'no'];
      return hasPolicy ? [...cells, saidOf(row)] : cells;
    }),
  );
}

function nameOf({ entitlement, zuoraName, id }: AccessRow): string {
  return printable(entitlement?.name ?? zuoraName ?? id);
}

/** What the policy says of an entity, in words. */
function saidOf({ entitlement }: AccessRow): string {
  if (entitlement === undefined) return 'not in the policy';
  const { standing, rules } = entitlement;
  const ids = rules.map(({ id }) => id).join(', ');
  const unmet = rules.map(({ id, unmet }) => `${id} asks for ${unmet.join(', ')}`).join('; ');
  switch (standing) {
    case 'home':
      return 'home';
    case 'granted':
    case 'denied':
      return `${standing} by ${ids}`;
    case 'undecided':
      return printable(`undecided: ${unmet}`);
    case 'not-granted':
      return printable(unmet ? `not granted: ${unmet}` : 'not granted');
  }
}

/** Where Zuora and the policy differ, as far as is known. */
export function differences(rows: readonly AccessRow[]): string {
  const listed = (which: (row: AccessRow) => boolean) => rows.filter(which).map(nameOf).join(', ') || 'none';
  const standing = ({ entitlement }: AccessRow) => entitlement?.standing;
  const lacking = listed((row) => !row.hasAccess && standing(row) === 'granted');
  const ungranted = listed((row) => row.hasAccess && standing(row) !== 'granted' && standing(row) !== 'home');
  return `Granted, without access: ${lacking}. Access that no rule is known to grant: ${ungranted}.`;
}

/** What a program is told. */
export function toRow({ id, zuoraName, hasAccess, entitlement }: AccessRow) {
  return {
    name: entitlement?.name ?? null,
    id: hyphenatedEntityId(id),
    zuoraName,
    hasAccess,
    standing: entitlement?.standing ?? null,
    rules: entitlement?.rules ?? [],
  };
}
