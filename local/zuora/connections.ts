/** Connections between entities: asked for by the source, answered by the target, ended by either. */
import { CATEGORY, notFound, permissionDenied, refusal } from './answers.ts';
import { compact } from './entity-id.ts';
import { type Call, type Decision, type Operation, reply, requireAccess, requireAdministrator } from './operation.ts';
import type { Connection } from './records.ts';

const MAX_PAGE_SIZE = 300;
const DEFAULT_PAGE_SIZE = 30;

/** Which end of a connection the asking entity is, by the `type` parameter. */
const END: Readonly<Record<string, 'sourceEntityId' | 'targetEntityId'>> = {
  outbound: 'sourceEntityId',
  inbound: 'targetEntityId',
};

/** `GET /v1/entity-connections`: those of the entity that the call is made in, oldest first. */
export function listConnections({ state, entityId, query, baseUrl }: Call): Decision {
  const page = wholeNumber(query, 'page', 1, Number.MAX_SAFE_INTEGER);
  const pageSize = wholeNumber(query, 'pageSize', DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
  const isListed = listed(query.get('type'), entityId);
  const all = [...state.connections.values()].filter(isListed);
  const entityConnections = all.slice((page - 1) * pageSize, page * pageSize);
  if (all.length <= page * pageSize) return reply({ entityConnections });
  const next = new URLSearchParams(query);
  next.set('page', String(page + 1));
  next.set('pageSize', String(pageSize));
  return reply({ entityConnections, nextPage: `${baseUrl}/v1/entity-connections?${next}` });
}

function listed(type: string | null, entityId: string): (connection: Connection) => boolean {
  if (type === null)
    return (connection) => connection.sourceEntityId === entityId || connection.targetEntityId === entityId;
  const end = END[type];
  if (end === undefined) throw refusal(CATEGORY.badQueryParameter, "'type' must be inbound or outbound");
  return (connection) => connection[end] === entityId;
}

function wholeNumber(query: URLSearchParams, name: string, fallback: number, max: number): number {
  const text = query.get(name);
  if (text === null) return fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > max)
    throw refusal(CATEGORY.badQueryParameter, `'${name}' must be a whole number from 1 to ${max}`);
  return value;
}

/** `POST /v1/entity-connections`: from the entity that the call is made in. */
export function createConnection(call: Call): Decision {
  const { state, entityId: sourceEntityId } = call;
  const targetEntityId = targetOf(call);
  requireAdministrator(call, sourceEntityId);
  requireAccess(call, targetEntityId);
  if (targetEntityId === sourceEntityId)
    throw refusal(CATEGORY.businessRule, 'An entity cannot be connected to itself');
  const existing = [...state.connections.values()].find(
    (connection) =>
      connection.sourceEntityId === sourceEntityId &&
      connection.targetEntityId === targetEntityId &&
      connection.status !== 'Disconnected',
  );
  if (existing)
    throw refusal(
      CATEGORY.businessRule,
      `The entities are connected already, or about to be: ${existing.id} is ${existing.status}`,
    );
  const connection: Connection = { id: call.newId(), sourceEntityId, targetEntityId, status: 'Pending' };
  return { changes: [{ type: 'connection-added', connection }], body: { id: connection.id } };
}

function targetOf({ body }: Call): string {
  const id = body['targetEntityId'];
  if (id === undefined) throw refusal(CATEGORY.missingField, "Missing required field 'targetEntityId'");
  const target = typeof id === 'string' ? compact(id) : null;
  if (target === null) throw refusal(CATEGORY.badValue, "'targetEntityId' must be an entity id");
  return target;
}

/** An operation that moves a connection on, as an administrator of the entity that the call is made in. */
function move(
  ends: ReadonlyArray<'sourceEntityId' | 'targetEntityId'>,
  from: Connection['status'],
  to: Connection['status'],
): Operation {
  return (call) => {
    requireAdministrator(call, call.entityId);
    const connection = call.state.connections.get(call.parameter);
    if (connection === undefined) throw notFound(`an entity connection with id '${call.parameter}'`);
    if (!ends.some((end) => connection[end] === call.entityId))
      throw permissionDenied(`connection ${connection.id} is not entity ${call.entityId}'s to change`);
    if (connection.status !== from)
      throw refusal(CATEGORY.businessRule, `Connection ${connection.id} is ${connection.status}, not ${from}`);
    return { changes: [{ type: 'connection-changed', id: connection.id, status: to }], body: {} };
  };
}

/** `PUT /v1/entity-connections/{connection-id}/accept`, in the target entity. */
export const acceptConnection = move(['targetEntityId'], 'Pending', 'Connected');

/** `PUT /v1/entity-connections/{connection-id}/deny`, in the target entity. */
export const denyConnection = move(['targetEntityId'], 'Pending', 'Disconnected');

/** `PUT /v1/entity-connections/{connection-id}/disconnect`, in either entity. */
export const disconnect = move(['sourceEntityId', 'targetEntityId'], 'Connected', 'Disconnected');
