/** The entities whose requests the service approves. */
import type { Policy } from './policy.ts';

/** @returns their ids, in the form of bodies */
export function automaticEntityIds({ approve, entities }: Pick<Policy, 'approve' | 'entities'>): readonly string[] {
  return Object.entries(entities).flatMap(([name, id]) => (approve[name] === 'automatic' ? [id] : []));
}
