/** The entities in which a policy grants access, and who says so. */
import { compactEntityId } from '../../lib/entity-id.ts';
import type { Policy } from '../../lib/policy/policy.ts';

/** Describes each entity by its id: its name, and the rules that grant it. */
export type PolicyEntities = ReadonlyMap<string, string>;

export function policyEntities(policy: Pick<Policy, 'entities' | 'homeEntity' | 'rules'>): PolicyEntities {
  return new Map(
    Object.entries(policy.entities).flatMap(([name, id]): [string, string][] => {
      const rules = policy.rules.filter(({ grant }) => grant?.includes(name)).map((rule) => rule.id);
      if (name === policy.homeEntity) return [[compactEntityId(id), `${name}, the home entity of the policy`]];
      return rules.length > 0 ? [[compactEntityId(id), `${name}, which the policy grants by ${rules.join(', ')}`]] : [];
    }),
  );
}
