/** Whether the secret has a client for each entity in which the policy has requests approved. */
import type { Credentials } from '../../lib/zuora/credentials.ts';
import type { Check } from './check.ts';
import { ok, warn } from './finding.ts';

/** @param entityId of an entity with automatic approval */
export function automaticApprovalCheck(
  { entityIds }: Pick<Credentials, 'entityIds'>,
  entityId: string,
  stage: string,
): Check<boolean> {
  const setCommand = `zuora-access credentials set --stage ${stage} --entity ${entityId}`;
  return {
    name: 'Automatic approval',
    about: entityId,
    read: async () => entityIds.includes(entityId),
    judge: (hasClient) =>
      hasClient
        ? ok('the secret has a client of the entity')
        : warn('the secret has no client of the entity, so requests wait for an administrator', setCommand),
    fix: setCommand,
  };
}
