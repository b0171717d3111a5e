/** Finds the operation of a method and a path. */
import { type ErrorResource, noPayload } from './answers.ts';
import { connectionOperations } from './connections.ts';
import { entityOperations } from './entities.ts';
import type { ApiOperation } from './operation.ts';
import { userOperations } from './user-access.ts';

export interface ApiRoute {
  readonly operation: ApiOperation;
  /** The resource of the operation's payload; `noPayload` without one. */
  readonly resource: ErrorResource;
  /** The decoded variable segment of the path; empty if the path has none. */
  readonly parameter: string;
}

/**
 * The operations that the sandbox has. To add one, write its function in the file of its resource, and add a row there.
 * Zuora's operations on the hierarchy itself are left out: the sandbox answers them as unknown endpoints.
 */
const apiOperations = [...entityOperations, ...connectionOperations, ...userOperations];

const apiRoutes = apiOperations.map(([method, template, operation, resource = noPayload]) => ({
  method,
  parts: template.split('/'),
  operation,
  resource,
}));

/**
 * The route of a raw path (without query), or `null`. The path is split before its segments are decoded and never
 * normalised, so that an encoded slash or dot in a username stays a part of the username.
 */
export function findRoute(method: string, path: string): ApiRoute | null {
  const segments = path.split('/').map(decodeSegment);
  for (const route of apiRoutes) {
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

/** The decoded segment. `null`, which matches nothing, if its percent-encoding is broken. */
function decodeSegment(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
