/** `/_sandbox`: tests and people inspect and change the sandbox here. */
import * as z from 'zod';
import type { ZuoraAnswer } from './answers.ts';
import { plantedFaultSchema } from './faults.ts';
import type { JournalEntryOf } from './journal.ts';
import {
  connectionSchema,
  entityIdSchema,
  entitySchema,
  oauthClientSchema,
  userSchema,
  userStatusSchema,
} from './records.ts';
import type { Sandbox } from './sandbox.ts';
import { seedEntity } from './seed.ts';
import { settingsSchema } from './settings.ts';
import { describeState, type StateChange } from './state.ts';

export const adminPrefix = '/_sandbox/';

/** Answers one method of one path. Throws a `ZodError` if the body is wrong. */
type AdminHandler = (body: unknown) => ZuoraAnswer;

function okAnswer(body: unknown): ZuoraAnswer {
  return { status: 200, headers: {}, body };
}

function errorAnswer(status: number, error: string): ZuoraAnswer {
  return { status, headers: {}, body: { error } };
}
const noContent: ZuoraAnswer = { status: 204, headers: {}, body: undefined };

/** The records that can be added at run time. A record with a known id or name replaces the old one. */
const entitiesBody = z.strictObject({ entities: z.array(entitySchema) });
const clientsBody = z.strictObject({ clients: z.array(oauthClientSchema) });
/** A user without a home entity is created in the global one. */
const newUserSchema = userSchema.unwrap().extend({ homeEntityId: entityIdSchema.default(seedEntity.global) });
const usersBody = z.strictObject({ users: z.array(newUserSchema) });
/** `anonymise` replaces the login, as OneID can do at a deactivation; `newUsername`, as an administrator does. */
const statusesBody = z.strictObject({
  statuses: z.array(
    z.strictObject({
      username: z.string(),
      status: userStatusSchema,
      anonymise: z.boolean().default(false),
      newUsername: z.string().min(1).optional(),
    }),
  ),
});
const connectionsBody = z.strictObject({ connections: z.array(connectionSchema) });

const clockBody = z.strictObject({ advanceMs: z.int().min(0) });

/** Answers a request under `/_sandbox/` by method, path and text of the body. */
export function createAdmin(sandbox: Sandbox): (method: string, path: string, body: string) => ZuoraAnswer {
  const { store, faults } = sandbox;

  function commit(changes: readonly StateChange[]): ZuoraAnswer {
    const unknown = changes.flatMap(entityIdsOf).filter((id) => !store.state.entities.has(id));
    if (unknown.length > 0) return errorAnswer(400, `Unknown entities: ${unknown.join(', ')}`);
    const time = new Date(store.now()).toISOString();
    store.commit(changes.map((change) => ({ type: 'change', time, cause: null, change })));
    return noContent;
  }

  const handlers = new Map<string, AdminHandler>([
    [
      'GET /_sandbox/state',
      () => okAnswer({ ...describeState(store.state), effects: store.changes.flatMap(effectOf) }),
    ],
    ['GET /_sandbox/calls', () => okAnswer(store.calls.list())],
    [
      'DELETE /_sandbox/calls',
      () => {
        store.commit([{ type: 'calls-cleared' }]);
        return noContent;
      },
    ],
    [
      'POST /_sandbox/faults',
      (body) => {
        faults.plant(plantedFaultSchema.parse(body));
        return noContent;
      },
    ],
    [
      'DELETE /_sandbox/faults',
      () => {
        faults.clear();
        return noContent;
      },
    ],
    [
      'POST /_sandbox/entities',
      (body) => commit(entitiesBody.parse(body).entities.map((entity) => ({ type: 'entity-added', entity }))),
    ],
    [
      'POST /_sandbox/clients',
      (body) => commit(clientsBody.parse(body).clients.map((client) => ({ type: 'client-added', client }))),
    ],
    [
      'POST /_sandbox/users',
      (body) => commit(usersBody.parse(body).users.map((user) => ({ type: 'user-added', user }))),
    ],
    [
      'POST /_sandbox/statuses',
      (body) => {
        const { statuses } = statusesBody.parse(body);
        const unknown = statuses.filter(({ username }) => !store.state.users.has(username));
        if (unknown.length > 0)
          return errorAnswer(400, `Unknown users: ${unknown.map(({ username }) => username).join(', ')}`);
        return commit(
          statuses.map(({ anonymise, ...status }) => ({
            type: 'user-status-changed',
            ...status,
            ...(anonymise && { newUsername: `anonymised-${sandbox.newId()}` }),
          })),
        );
      },
    ],
    [
      'POST /_sandbox/connections',
      (body) =>
        commit(connectionsBody.parse(body).connections.map((connection) => ({ type: 'connection-added', connection }))),
    ],
    ['GET /_sandbox/settings', () => okAnswer(sandbox.settings)],
    [
      'PUT /_sandbox/settings',
      (body) => {
        sandbox.settings = settingsSchema.parse({ ...sandbox.settings, ...z.looseObject({}).parse(body) });
        return okAnswer(sandbox.settings);
      },
    ],
    [
      'POST /_sandbox/clock',
      (body) => {
        store.commit([{ type: 'clock-advanced', ...clockBody.parse(body) }]);
        return okAnswer({ now: new Date(store.now()).toISOString() });
      },
    ],
  ]);

  return (method, path, body) => {
    const handler = handlers.get(`${method} ${path}`);
    if (handler === undefined)
      return errorAnswer(404, `Unknown: ${method} ${path}. The sandbox has ${[...handlers.keys()].join(', ')}.`);
    try {
      return handler(body === '' ? undefined : JSON.parse(body));
    } catch (error) {
      if (error instanceof z.ZodError) return errorAnswer(400, z.prettifyError(error));
      if (error instanceof SyntaxError) return errorAnswer(400, `The body is not JSON: ${error.message}`);
      throw error;
    }
  };
}

/** A change as the state shows it, if a call caused it. A change through `/_sandbox` is not an effect. */
function effectOf({ time, cause, change }: JournalEntryOf<'change'>) {
  return cause === null ? [] : [{ time, ...cause, change }];
}

/** The entities that must exist for a change. */
function entityIdsOf(change: StateChange): readonly string[] {
  switch (change.type) {
    case 'entity-added':
      return change.entity.parentId === null ? [] : [change.entity.parentId];
    case 'client-added':
      return [...change.client.entityIds, ...change.client.administers];
    case 'user-added':
      return [change.user.homeEntityId, ...change.user.accessibleEntityIds, ...change.user.pendingEntityIds];
    case 'connection-added':
      return [change.connection.sourceEntityId, change.connection.targetEntityId];
    default:
      return [];
  }
}
