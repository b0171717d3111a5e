/** Zuora, reduced to the access of users and to new connections: a value that each call replaces. */
import type { Answer } from '../../../lib/zuora/failure.ts';
import { parseHeaderEntityId } from '../../../local/zuora/entity-id.ts';
import { seedClient } from '../../../local/zuora/seed.ts';
import {
  applyChange,
  initialState,
  type StateChange,
  type TenantState,
  type UserAccess,
} from '../../../local/zuora/state.ts';
import type { ZuoraRequest } from './effect.ts';

/** A tenant at one moment. */
export interface Tenant {
  readonly state: TenantState;
  readonly changes: readonly StateChange[];
  /** By idempotency key. */
  readonly answers: ReadonlyMap<string, Answer>;
  /** Whether a second request for an access that is pending is refused. */
  readonly refusesRepeats: boolean;
}

interface Reply {
  readonly answer: Answer;
  readonly changes: readonly StateChange[];
}

export const businessRule = 50000030;
const notFound = 50000040;

/** The service's client administers these, and is granted access there at once. */
const administered: readonly string[] = seedClient.service.administers;

export function newTenant(changes: readonly StateChange[], refusesRepeats: boolean): Tenant {
  return { state: stateAfter(changes), changes, answers: new Map(), refusesRepeats };
}

/**
 * Answers a call.
 *
 * @param refusal the answer of a Zuora that does nothing
 */
export function answerOf(tenant: Tenant, request: ZuoraRequest, refusal?: Answer): Reply & { readonly tenant: Tenant } {
  const key = request.headers['Idempotency-Key'];
  const kept = key === undefined ? undefined : tenant.answers.get(key);
  if (kept) return { answer: kept, changes: [], tenant };
  const reply = refusal ? { answer: refusal, changes: [] } : perform(tenant, request);
  if (key === undefined && reply.changes.length === 0) return { ...reply, tenant };
  const changes = [...tenant.changes, ...reply.changes];
  const answers = new Map([...tenant.answers, ...(key === undefined ? [] : [[key, reply.answer] as const])]);
  return { ...reply, tenant: { ...tenant, state: stateAfter(changes), changes, answers } };
}

function stateAfter(changes: readonly StateChange[]): TenantState {
  const state = initialState();
  for (const change of changes) applyChange(state, change);
  return state;
}

function perform(tenant: Tenant, { method, url, headers, body }: ZuoraRequest): Reply {
  const entityId = parseHeaderEntityId(headers['Zuora-Entity-Ids'] ?? '') ?? '';
  const [, , resource, name = '', operation = ''] = new URL(url).pathname.split('/');
  if (resource === 'users') return performOnUser(tenant, decodeURIComponent(name), operation, entityId, body);
  return method === 'GET' ? listConnections(tenant, entityId) : connect(tenant, entityId, JSON.parse(body));
}

function performOnUser(tenant: Tenant, username: string, operation: string, entityId: string, body: string): Reply {
  const user = tenant.state.users.get(username);
  if (!user) return refused(notFound);
  const isPending = user.pending.has(entityId);
  switch (operation) {
    case 'accessible-entities':
      return done({ entities: [...user.accessible].map((id) => ({ id })) });
    case 'request-access':
      return requestAccess(tenant, user, JSON.parse(body).targetEntityIds);
    case 'accept-access':
      return isPending ? done({}, [{ type: 'access-granted', username, entityId }]) : refused(businessRule);
    case 'deny-access':
      return isPending || user.accessible.has(entityId)
        ? done({}, [{ type: 'access-denied', username, entityId }])
        : refused(businessRule);
    default:
      throw new Error(`This model of Zuora does not know: ${operation}`);
  }
}

function requestAccess({ refusesRepeats }: Tenant, user: UserAccess, targets: readonly string[]): Reply {
  const { username } = user;
  const missing = targets.filter((id) => !user.accessible.has(id));
  const pending = missing.filter((id) => user.pending.has(id) && !administered.includes(id));
  if (pending.length > 0 && refusesRepeats) return refused(businessRule);
  const changes = missing.filter((id) => !pending.includes(id));
  return done(
    {},
    changes.map((entityId) => {
      const type = administered.includes(entityId) ? 'access-granted' : 'access-requested';
      return { type, username, entityId };
    }),
  );
}

function listConnections({ state }: Tenant, entityId: string): Reply {
  const all = [...state.connections.values()];
  return done({ entityConnections: all.filter(({ sourceEntityId }) => sourceEntityId === entityId) });
}

function connect({ state }: Tenant, sourceEntityId: string, { targetEntityId }: { targetEntityId: string }): Reply {
  const all = [...state.connections.values()];
  const isKnown = all.some(
    (one) =>
      one.sourceEntityId === sourceEntityId && one.targetEntityId === targetEntityId && one.status !== 'Disconnected',
  );
  if (isKnown) return refused(businessRule);
  const id = String(all.length).padStart(32, '0');
  const connection = { id, sourceEntityId, targetEntityId, status: 'Pending' } as const;
  return done({ id }, [{ type: 'connection-added', connection }]);
}

function done(body: object, changes: readonly StateChange[] = []): Reply {
  return { answer: { status: 200, headers: {}, body: JSON.stringify({ success: true, ...body }) }, changes };
}

export function refused(code: number): Reply {
  const body = JSON.stringify({ success: false, reasons: [{ code, message: 'Refused' }] });
  return { answer: { status: 200, headers: {}, body }, changes: [] };
}
