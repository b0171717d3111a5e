/** The calls that this service makes to Zuora, one row each. */
import * as z from 'zod/mini';
import { compactEntityId } from '../entity-id.ts';

interface CallRequest {
  readonly path: string;
  readonly body?: object;
}

export interface Call<Parameters, Result> {
  /** Names the call in messages to people. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly request: (parameters: Parameters) => CallRequest;
  readonly answer: z.ZodMiniType<Result>;
}

/** HTTP 200 alone is no success: Zuora answers failures with it too. */
const success = { success: z.literal(true) };
const entityId = z.pipe(z.string(), z.transform(compactEntityId));

export type EntityConnection = z.infer<typeof connection>;

const connection = z.object({
  id: z.string(),
  sourceEntityId: entityId,
  targetEntityId: entityId,
  status: z.string(),
});

/** Documented at https://developer.zuora.com/v1-api-reference/older-api/tag/Entities/ and its neighbours. */
export const calls = {
  entities: {
    name: 'entities',
    method: 'GET',
    request: () => ({ path: '/v1/entities' }),
    answer: z.object({ ...success, entities: z.array(z.object({ id: entityId, name: z.string() })) }),
  },
  accessibleEntities: {
    name: 'accessibleEntities',
    method: 'GET',
    request: ({ username }: { username: string }) => ({ path: pathOf`/v1/users/${username}/accessible-entities` }),
    answer: z.object({ ...success, entities: z.array(z.object({ id: entityId })) }),
  },
  entityConnections: {
    name: 'entityConnections',
    method: 'GET',
    request: ({ type, page }: { type: 'inbound' | 'outbound'; page: number }) => ({
      path: `/v1/entity-connections?type=${type}&page=${page}&pageSize=300`,
    }),
    answer: z.object({ ...success, entityConnections: z.array(connection), nextPage: z.nullish(z.string()) }),
  },
  requestUserAccess: {
    name: 'requestUserAccess',
    method: 'PUT',
    request: ({ username, targetEntityIds }: { username: string; targetEntityIds: readonly string[] }) => ({
      path: pathOf`/v1/users/${username}/request-access`,
      body: { targetEntityIds },
    }),
    answer: z.object(success),
  },
  approveUserAccess: {
    name: 'approveUserAccess',
    method: 'PUT',
    request: ({ username }: { username: string }) => ({ path: pathOf`/v1/users/${username}/accept-access`, body: {} }),
    answer: z.object(success),
  },
  revokeUserAccess: {
    name: 'revokeUserAccess',
    method: 'PUT',
    request: ({ username }: { username: string }) => ({ path: pathOf`/v1/users/${username}/deny-access`, body: {} }),
    answer: z.object(success),
  },
  initiateEntityConnection: {
    name: 'initiateEntityConnection',
    method: 'POST',
    request: ({ targetEntityId }: { targetEntityId: string }) => ({
      path: '/v1/entity-connections',
      body: { targetEntityId },
    }),
    answer: z.object({ ...success, id: z.string() }),
  },
  acceptEntityConnection: {
    name: 'acceptEntityConnection',
    method: 'PUT',
    request: ({ connectionId }: { connectionId: string }) => ({
      path: pathOf`/v1/entity-connections/${connectionId}/accept`,
      body: {},
    }),
    answer: z.object(success),
  },
  denyEntityConnection: {
    name: 'denyEntityConnection',
    method: 'PUT',
    request: ({ connectionId }: { connectionId: string }) => ({
      path: pathOf`/v1/entity-connections/${connectionId}/deny`,
      body: {},
    }),
    answer: z.object(success),
  },
  disconnectEntityConnection: {
    name: 'disconnectEntityConnection',
    method: 'PUT',
    request: ({ connectionId }: { connectionId: string }) => ({
      path: pathOf`/v1/entity-connections/${connectionId}/disconnect`,
      body: {},
    }),
    answer: z.object(success),
  },
} satisfies Record<string, Call<never, unknown>>;

/** Every value becomes exactly one path segment. */
function pathOf(strings: TemplateStringsArray, ...values: string[]): string {
  return String.raw({ raw: strings }, ...values.map(encodeURIComponent));
}
