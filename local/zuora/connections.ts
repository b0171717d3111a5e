/** Connections between entities: the source requests one, the target answers, and either can end it. */
import { errorCategory, notFound, permissionDenied, refusal } from './answers.ts';
import { parseBodyEntityId } from './entity-id.ts';
import {
  type ApiCall,
  type ApiOperation,
  type ApiRow,
  type OperationResult,
  readResult,
  requireAccess,
  requireAdministrator,
} from './operation.ts';
import type { Connection } from './records.ts';

const maxPageSize = 300;
const defaultPageSize = 30;

/** The end of a connection that must be the calling entity, by the `type` parameter. */
const endByType: Readonly<Record<string, 'sourceEntityId' | 'targetEntityId'>> = {
  outbound: 'sourceEntityId',
  inbound: 'targetEntityId',
};

/** `GET /v1/entity-connections`: those of the entity that the call is made in, oldest first. */
function listConnections({ state, entityId, query, baseUrl }: ApiCall): OperationResult {
  if (query.has('page') && !query.has('pageSize'))
    throw refusal(errorCategory.badQueryParameter, "'page' is for use with 'pageSize'");
  const page = wholeNumber(query, 'page', 1, Number.MAX_SAFE_INTEGER);
  const pageSize = wholeNumber(query, 'pageSize', defaultPageSize, maxPageSize);
  const isListed = connectionFilter(query.get('type'), entityId);
  const all = [...state.connections.values()].filter(isListed);
  const entityConnections = all.slice((page - 1) * pageSize, page * pageSize);
  if (all.length <= page * pageSize) return readResult({ entityConnections });
  const next = new URLSearchParams(query);
  next.set('page', String(page + 1));
  next.set('pageSize', String(pageSize));
  return readResult({ entityConnections, nextPage: `${baseUrl}/v1/entity-connections?${next}` });
}

function connectionFilter(type: string | null, entityId: string): (connection: Connection) => boolean {
  if (type === null)
    return (connection) => connection.sourceEntityId === entityId || connection.targetEntityId === entityId;
  const end = endByType[type];
  if (end === undefined) throw refusal(errorCategory.badQueryParameter, "'type' must be inbound or outbound");
  return (connection) => connection[end] === entityId;
}

function wholeNumber(query: URLSearchParams, name: string, fallback: number, max: number): number {
  const text = query.get(name);
  if (text === null) return fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > max)
    throw refusal(errorCategory.badQueryParameter, `'${name}' must be a whole number from 1 to ${max}`);
  return value;
}

/** `POST /v1/entity-connections`: from the entity that the call is made in. */
function createConnection(call: ApiCall): OperationResult {
  const { state, entityId: sourceEntityId } = call;
  const targetEntityId = targetEntityIdOf(call);
  requireAdministrator(call, sourceEntityId);
  requireAccess(call, targetEntityId);
  if (targetEntityId === sourceEntityId)
    throw refusal(errorCategory.businessRule, 'An entity cannot be connected to itself');
  const existing = [...state.connections.values()].find(
    (connection) =>
      connection.sourceEntityId === sourceEntityId &&
      connection.targetEntityId === targetEntityId &&
      connection.status !== 'Disconnected',
  );
  if (existing)
    throw refusal(
      errorCategory.businessRule,
      `The entities are connected already, or about to be: ${existing.id} is ${existing.status}`,
    );
  const connection: Connection = { id: call.newId(), sourceEntityId, targetEntityId, status: 'Pending' };
  return { changes: [{ type: 'connection-added', connection }], body: { id: connection.id } };
}

function targetEntityIdOf({ body }: ApiCall): string {
  const id = body['targetEntityId'];
  if (id === undefined) throw refusal(errorCategory.missingField, "Missing required field 'targetEntityId'");
  const target = typeof id === 'string' ? parseBodyEntityId(id) : null;
  if (target === null)
    throw refusal(errorCategory.badValue, "'targetEntityId' must be an entity id of 32 digits, without hyphens");
  return target;
}

/** An operation that changes the status of a connection, by an administrator of the calling entity. */
function moveConnection(
  ends: ReadonlyArray<'sourceEntityId' | 'targetEntityId'>,
  from: Connection['status'],
  to: Connection['status'],
): ApiOperation {
  return (call) => {
    requireAdministrator(call, call.entityId);
    const connection = call.state.connections.get(call.parameter);
    if (connection === undefined) throw notFound(`an entity connection with id '${call.parameter}'`);
    if (!ends.some((end) => connection[end] === call.entityId))
      throw permissionDenied(`connection ${connection.id} is not entity ${call.entityId}'s to change`);
    if (connection.status !== from)
      throw refusal(errorCategory.businessRule, `Connection ${connection.id} is ${connection.status}, not ${from}`);
    return { changes: [{ type: 'connection-changed', id: connection.id, status: to }], body: {} };
  };
}

/** `PUT /v1/entity-connections/{connection-id}/accept`, in the target entity. */
const acceptConnection = moveConnection(['targetEntityId'], 'Pending', 'Connected');

/** `PUT /v1/entity-connections/{connection-id}/deny`, in the target entity. */
const denyConnection = moveConnection(['targetEntityId'], 'Pending', 'Disconnected');

/** `PUT /v1/entity-connections/{connection-id}/disconnect`, in either entity. */
const disconnectConnection = moveConnection(['sourceEntityId', 'targetEntityId'], 'Connected', 'Disconnected');

const connectionResource = '565002';

export const connectionOperations: readonly ApiRow[] = [
  ['GET', '/v1/entity-connections', listConnections],
  ['POST', '/v1/entity-connections', createConnection, connectionResource],
  ['PUT', '/v1/entity-connections/{connection-id}/accept', acceptConnection],
  ['PUT', '/v1/entity-connections/{connection-id}/deny', denyConnection],
  ['PUT', '/v1/entity-connections/{connection-id}/disconnect', disconnectConnection],
];
