/** The entity that an operator names: by its id, or by the policy's name. */
import { compactEntityId, writtenEntityId } from '../../lib/entity-id.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import { didYouMean } from '../did-you-mean.ts';
import { NotFound } from '../errors.ts';
import { readOptionalPolicy } from './chosen-policy.ts';

/**
 * @param policyFile undefined for the stage's own file in this folder, if there is one. An id needs none
 * @returns the id without hyphens
 * @throws NotFound, UnreadableFile or ServiceError `bad-policy`
 */
export async function chooseEntity(stage: string, policyFile: string | undefined, text: string): Promise<string> {
  if (writtenEntityId.safeParse(text).success) return compactEntityId(text);
  return namedEntity(await readOptionalPolicy(stage, policyFile, false), text);
}

/** @throws NotFound */
export function namedEntity(policy: Pick<Policy, 'entities'> | undefined, name: string): string {
  const entities = policy?.entities ?? {};
  const id = Object.hasOwn(entities, name) ? entities[name] : undefined;
  if (id !== undefined) return compactEntityId(id);
  throw unknownEntity(name, Object.keys(entities));
}

/** @param names those of the policy; none if there is no policy */
export function unknownEntity(text: string, names: readonly string[]): NotFound {
  const help =
    names.length > 0
      ? `The policy names: ${names.join(', ')}`
      : 'Without a policy, name an entity by its id, or give --policy';
  return new NotFound(`There is no entity ${text}.${didYouMean(text, names)} ${help}.`);
}
