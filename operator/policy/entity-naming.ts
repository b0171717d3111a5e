/** Entities as a person knows them: by the policy's names, or by a short form of their ids. */
import { compactEntityId } from '../../lib/entity-id.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import { findPolicy } from './found-policy.ts';

/** Returns a name for an entity's id. */
export type NameEntity = (entityId: string) => string;

/** The ids of one tenant often begin alike. */
const shortIdLength = 8;

/** @param policy undefined if there is none */
export function entityNaming(policy: Pick<Policy, 'entities'> | undefined): NameEntity {
  const names = new Map(Object.entries(policy?.entities ?? {}).map(([name, id]) => [compactEntityId(id), name]));
  return (entityId) => {
    const id = compactEntityId(entityId);
    const short = id.length > shortIdLength ? `…${id.slice(-shortIdLength)}` : id;
    return names.get(id) ?? short;
  };
}

/**
 * By the policy in this folder. A missing or broken one does not stop a command that only shows names.
 *
 * @param policyFile another file than the default one
 */
export async function readEntityNaming(stage: string, policyFile?: string): Promise<NameEntity> {
  return entityNaming(await findPolicy(stage, policyFile));
}
