/** A user's access to entities: requested in the user's home entity, granted or denied in the target entity. */
import { errorCategory, notFound, permissionDenied, refusal } from './answers.ts';
import { entityView } from './entities.ts';
import { parseBodyEntityId } from './entity-id.ts';
import {
  type ApiCall,
  type ApiRow,
  type OperationResult,
  readResult,
  requireAccess,
  requireAdministrator,
} from './operation.ts';
import type { StateChange, UserAccess } from './state.ts';
import { requireNotDeactivated } from './user-status.ts';

/**
 * `PUT /v1/users/{username}/request-access`
 *
 * If the client administers a target too, access is granted at once. Otherwise the target's administrator has to accept.
 * Targets that the user can already enter are skipped. One refused target refuses the whole call.
 */
function requestAccess(call: ApiCall): OperationResult {
  const targets = targetEntityIdsOf(call);
  const user = findUser(call);
  if (user.homeEntityId !== call.entityId)
    throw permissionDenied(`user '${user.username}' was not created in entity ${call.entityId}`);
  requireAdministrator(call, user.homeEntityId);
  requireNotDeactivated(user);
  const changes = targets.flatMap((target) => requestOne(call, user, target));
  return { changes, body: {} };
}

function requestOne(call: ApiCall, user: UserAccess, entityId: string): StateChange[] {
  requireAccess(call, entityId);
  const { client, settings } = call;
  const { username } = user;
  if (user.accessible.has(entityId)) return [];
  if (client.administers.includes(entityId)) return [{ type: 'access-granted', username, entityId }];
  if (!user.pending.has(entityId)) return [{ type: 'access-requested', username, entityId }];
  if (settings.repeatedAccessRequest === 'success') return [];
  throw refusal(
    errorCategory.businessRule,
    `Access of user '${username}' to entity ${entityId} has been requested already`,
  );
}

/** `PUT /v1/users/{username}/accept-access`, for the entity that the call is made in. */
function acceptAccess(call: ApiCall): OperationResult {
  requireAdministrator(call, call.entityId);
  const user = findUser(call);
  const { username, pending } = user;
  const { entityId } = call;
  requireNotDeactivated(user);
  if (!pending.has(entityId))
    throw refusal(
      errorCategory.businessRule,
      `User '${username}' has no pending request for access to entity ${entityId}`,
    );
  return { changes: [{ type: 'access-granted', username, entityId }], body: {} };
}

/** `PUT /v1/users/{username}/deny-access`, for the entity that the call is made in: refuses a request, or revokes. */
function denyAccess(call: ApiCall): OperationResult {
  requireAdministrator(call, call.entityId);
  const { username, homeEntityId, accessible, pending } = findUser(call);
  const { entityId } = call;
  if (entityId === homeEntityId)
    throw refusal(errorCategory.businessRule, `User '${username}' was created in entity ${entityId}`);
  if (!accessible.has(entityId) && !pending.has(entityId))
    throw refusal(
      errorCategory.businessRule,
      `User '${username}' has neither access to entity ${entityId} nor asked for it`,
    );
  return { changes: [{ type: 'access-denied', username, entityId }], body: {} };
}

/** `GET /v1/users/{username}/accessible-entities`: what is granted; nothing shows what is pending. */
function accessibleEntities(call: ApiCall): OperationResult {
  const { accessible } = findUser(call);
  const entities = [...call.state.entities.values()].filter(({ id }) => accessible.has(id));
  return readResult({ entities: entities.map((entity) => entityView(call.state, entity)) });
}

function findUser({ state, parameter, settings }: ApiCall): UserAccess {
  const user =
    state.users.get(parameter) ?? (settings.loginNames === 'folded' ? findFolded(state, parameter) : undefined);
  if (user === undefined) throw notFound(`a user with username '${parameter}'`);
  return user;
}

/** Any user whose login differs in case or in the form of Unicode only. */
function findFolded({ users }: ApiCall['state'], login: string): UserAccess | undefined {
  const fold = (name: string) => name.normalize('NFC').toLowerCase();
  return [...users.values()].find(({ username }) => fold(username) === fold(login));
}

function targetEntityIdsOf({ body }: ApiCall): readonly string[] {
  const ids = body['targetEntityIds'];
  if (ids === undefined) throw refusal(errorCategory.missingField, "Missing required field 'targetEntityIds'");
  if (!Array.isArray(ids) || ids.length === 0)
    throw refusal(errorCategory.badValue, "'targetEntityIds' must be a non-empty array");
  const targets = ids.map((id) => {
    const digits = typeof id === 'string' ? parseBodyEntityId(id) : null;
    if (digits === null)
      throw refusal(
        errorCategory.badValue,
        "'targetEntityIds' must contain entity ids only, of 32 digits, without hyphens",
      );
    return digits;
  });
  return [...new Set(targets)];
}

const accessRequestResource = '565001';

export const userOperations: readonly ApiRow[] = [
  ['PUT', '/v1/users/{username}/request-access', requestAccess, accessRequestResource],
  ['PUT', '/v1/users/{username}/accept-access', acceptAccess],
  ['PUT', '/v1/users/{username}/deny-access', denyAccess],
  ['GET', '/v1/users/{username}/accessible-entities', accessibleEntities],
];
