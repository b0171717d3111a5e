/** The tenant's state and its changes. The state is always the seed plus every change since. */
import * as z from 'zod';
import {
  type Connection,
  connectionSchema,
  type Entity,
  entitySchema,
  type OAuthClient,
  oauthClientSchema,
  type UserStatus,
  userSchema,
  userStatusSchema,
} from './records.ts';
import { seedData } from './seed.ts';

const accessFields = { username: z.string(), entityId: z.string() };

/** One change of the state. An added record replaces an existing one. */
export const stateChangeSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('entity-added'), entity: entitySchema }),
  z.strictObject({ type: z.literal('client-added'), client: oauthClientSchema }),
  z.strictObject({ type: z.literal('user-added'), user: userSchema }),
  /** `newUsername`: the login under which the user is known from now on. */
  z.strictObject({
    type: z.literal('user-status-changed'),
    username: z.string(),
    status: userStatusSchema,
    newUsername: z.string().optional(),
  }),
  z.strictObject({ type: z.literal('connection-added'), connection: connectionSchema }),
  z.strictObject({
    type: z.literal('connection-changed'),
    id: z.string(),
    status: connectionSchema.unwrap().shape.status,
  }),
  z.strictObject({ type: z.literal('access-requested'), ...accessFields }),
  z.strictObject({ type: z.literal('access-granted'), ...accessFields }),
  z.strictObject({ type: z.literal('access-denied'), ...accessFields }),
]);
export type StateChange = z.infer<typeof stateChangeSchema>;

/** A user's access: the granted entities, including the home entity, and the requests without an answer. */
export interface UserAccess {
  readonly username: string;
  /** The `userId` of the OAuth clients that the user owns. */
  readonly id: string | undefined;
  readonly status: UserStatus;
  readonly homeEntityId: string;
  readonly accessible: Set<string>;
  readonly pending: Set<string>;
}

export interface TenantState {
  readonly tenantId: string;
  readonly entities: Map<string, Entity>;
  readonly clients: Map<string, OAuthClient>;
  /** By login name. */
  readonly users: Map<string, UserAccess>;
  /** Users with an id, by it. */
  readonly owners: Map<string, UserAccess>;
  readonly connections: Map<string, Connection>;
}

/** The state before any call. */
export function initialState(): TenantState {
  const state: TenantState = {
    tenantId: seedData.tenantId,
    entities: new Map(),
    clients: new Map(),
    users: new Map(),
    owners: new Map(),
    connections: new Map(),
  };
  for (const entity of seedData.entities) applyChange(state, { type: 'entity-added', entity });
  for (const client of seedData.clients) applyChange(state, { type: 'client-added', client });
  for (const user of seedData.users) applyChange(state, { type: 'user-added', user });
  for (const connection of seedData.connections) applyChange(state, { type: 'connection-added', connection });
  return state;
}

/** Applies a change, in place. */
export function applyChange(state: TenantState, change: StateChange): void {
  switch (change.type) {
    case 'entity-added':
      state.entities.set(change.entity.id, change.entity);
      return;
    case 'client-added':
      state.clients.set(change.client.id, change.client);
      return;
    case 'user-added': {
      const { accessibleEntityIds, pendingEntityIds, status = 'active', id, ...user } = change.user;
      const accessible = new Set([user.homeEntityId, ...accessibleEntityIds]);
      putUser(state, { ...user, id, status, accessible, pending: new Set(pendingEntityIds) });
      return;
    }
    case 'user-status-changed': {
      const { username, status, newUsername = username } = change;
      const user = state.users.get(username);
      state.users.delete(username);
      if (user) putUser(state, { ...user, status, username: newUsername });
      return;
    }
    case 'connection-added':
      state.connections.set(change.connection.id, change.connection);
      return;
    case 'connection-changed': {
      const connection = state.connections.get(change.id);
      if (connection) state.connections.set(change.id, { ...connection, status: change.status });
      return;
    }
    case 'access-requested':
      state.users.get(change.username)?.pending.add(change.entityId);
      return;
    case 'access-granted': {
      const user = state.users.get(change.username);
      user?.pending.delete(change.entityId);
      user?.accessible.add(change.entityId);
      return;
    }
    case 'access-denied': {
      const user = state.users.get(change.username);
      user?.pending.delete(change.entityId);
      user?.accessible.delete(change.entityId);
      return;
    }
  }
}

function putUser({ users, owners }: TenantState, user: UserAccess): void {
  const replaced = users.get(user.username)?.id;
  if (replaced !== undefined) owners.delete(replaced);
  users.set(user.username, user);
  if (user.id !== undefined) owners.set(user.id, user);
}

/** The state as JSON, without the clients' secrets. */
export function describeState(state: TenantState) {
  return {
    tenantId: state.tenantId,
    entities: [...state.entities.values()],
    clients: [...state.clients.values()].map(({ secret: _, ...client }) => client),
    users: [...state.users.values()].map(({ username, id, status, homeEntityId, accessible, pending }) => ({
      username,
      id,
      status,
      homeEntityId,
      accessibleEntityIds: [...accessible],
      pendingEntityIds: [...pending],
    })),
    connections: [...state.connections.values()],
  };
}
