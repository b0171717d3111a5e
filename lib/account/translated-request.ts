/**
 * Requests that translation of an earlier release made, one assignment for all of a person's access. A decision of the policy
 * takes their place in the entities that it names.
 */
import { derivedSource } from '../event/derived-source.ts';
import type { EntityReasons } from './account.ts';

/** Whether a decision has taken the place of what is said under the key. */
export function isReplacedByDecision({ isDecided = false }: EntityReasons, key: string): boolean {
  return isDecided && key === derivedSource;
}

/** The reasons of an entity once a decision has named it. */
export function withDecided(reasons: EntityReasons): EntityReasons {
  return withoutReplaced({ ...reasons, isDecided: true });
}

/** The reasons without such a request, whether it or the decision came first. */
export function withoutReplaced(reasons: EntityReasons): EntityReasons {
  const kept = [...reasons.requested].filter(([key]) => !isReplacedByDecision(reasons, key));
  return kept.length < reasons.requested.size ? { ...reasons, requested: new Map(kept), isNamed: true } : reasons;
}
