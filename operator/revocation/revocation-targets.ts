/** The entities in which an operator ends a user's access. */
import { compactEntityId } from '../../lib/entity-id.ts';
import { OperatorError } from '../errors.ts';
import { unknownEntity } from '../policy/entity-choice.ts';
import type { EntityAccess } from '../policy/user-access.ts';

/** `all` stands for every entity but the home entity; otherwise names of the policy, or ids. */
export type EntityChoice = 'all' | readonly string[];

/**
 * An entity without access may be chosen too: then an older event that grants it is superseded.
 *
 * @param entities that the user may enter, or that the policy names
 * @throws NotFound when a name is unknown, or OperatorError for the home entity
 */
export function chooseTargets(entities: readonly EntityAccess[], choice: EntityChoice): readonly EntityAccess[] {
  if (choice === 'all') return entities.filter((entity) => !isHome(entity));
  const targets = choice.map((text) => targetOf(entities, text));
  return [...new Map(targets.map((target) => [target.id, target])).values()];
}

function targetOf(entities: readonly EntityAccess[], text: string): EntityAccess {
  const id = compactEntityId(text);
  const found =
    entities.find(({ entitlement }) => entitlement?.name === text) ?? entities.find((entity) => entity.id === id);
  if (found && isHome(found)) {
    throw new OperatorError(
      `${text} is the home entity, and Zuora revokes nobody's access there. Deactivate the user in Zuora instead.`,
    );
  }
  if (found) return found;
  if (/^[0-9a-f]{32}$/.test(id)) return { id, zuoraName: undefined, hasAccess: false, entitlement: undefined };
  const names = entities.flatMap(({ entitlement }) => entitlement?.name ?? []);
  throw unknownEntity(text, names);
}

/** Zuora revokes nobody's access to their home entity. */
export function isHome({ entitlement }: EntityAccess): boolean {
  return entitlement?.status === 'home';
}
