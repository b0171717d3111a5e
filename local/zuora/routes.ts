/** Which operation a method and a path stand for. */
import { RESOURCE, type Resource } from './answers.ts';
import { acceptConnection, createConnection, denyConnection, disconnect, listConnections } from './connections.ts';
import { getEntity, listEntities } from './entities.ts';
import type { Operation } from './operation.ts';
import { acceptAccess, accessibleEntities, denyAccess, requestAccess } from './user-access.ts';

export interface Route {
  readonly operation: Operation;
  /** What the operation's payload is about; `none` if it takes none. */
  readonly resource: Resource;
  /** The decoded variable segment of the path; empty if the path has none. */
  readonly parameter: string;
}

/** Every operation but those on the hierarchy itself, which the sandbox answers as unknown endpoints. */
const OPERATIONS: ReadonlyArray<readonly [method: string, template: string, Operation, payload?: Resource]> = [
  ['GET', '/v1/entities', listEntities],
  ['GET', '/v1/entities/{id}', getEntity],
  ['GET', '/v1/entity-connections', listConnections],
  ['POST', '/v1/entity-connections', createConnection, RESOURCE.connection],
  ['PUT', '/v1/entity-connections/{connection-id}/accept', acceptConnection],
  ['PUT', '/v1/entity-connections/{connection-id}/deny', denyConnection],
  ['PUT', '/v1/entity-connections/{connection-id}/disconnect', disconnect],
  ['PUT', '/v1/users/{username}/request-access', requestAccess, RESOURCE.accessRequest],
  ['PUT', '/v1/users/{username}/accept-access', acceptAccess],
  ['PUT', '/v1/users/{username}/deny-access', denyAccess],
  ['GET', '/v1/users/{username}/accessible-entities', accessibleEntities],
];

const ROUTES = OPERATIONS.map(([method, template, operation, resource = RESOURCE.none]) => ({
  method,
  parts: template.split('/'),
  operation,
  resource,
}));

/**
 * The route of a raw path (without query), or `null`. The path is split before its segments are decoded and never
 * normalised, so that an encoded slash or dot in a username stays a part of the username.
 */
export function findRoute(method: string, path: string): Route | null {
  const segments = path.split('/').map(decode);
  for (const route of ROUTES) {
    if (route.method !== method || route.parts.length !== segments.length) continue;
    let parameter = '';
    const matches = route.parts.every((part, index) => {
      const segment = segments[index];
      if (!part.startsWith('{')) return segment === part;
      parameter = segment ?? '';
      return parameter !== '';
    });
    if (matches) return { operation: route.operation, resource: route.resource, parameter };
  }
  return null;
}

/** The decoded segment; `null`, which matches nothing, if its percent-encoding is broken. */
function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
