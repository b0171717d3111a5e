/** The steps of a call to `/v1`: token, limits, entity and idempotency key, then the operation. */
import {
  badRequest,
  errorCategory,
  noPayload,
  notFound,
  permissionDenied,
  rateExceeded,
  refusal,
  refusalAnswer,
  successAnswer,
  tooManyInFlight,
  type ZuoraAnswer,
} from './answers.ts';
import { parseHeaderEntityId } from './entity-id.ts';
import { reshape } from './error-shapes.ts';
import { type Idempotency, keyedRequest } from './idempotency.ts';
import type { JournalEntry } from './journal.ts';
import { callSpans, concurrencyHeaders, createInFlight, createRate, rateHeaders } from './limits.ts';
import { authenticate, type Caller } from './oauth.ts';
import { findRoute } from './routes.ts';
import type { Sandbox, ZuoraRequest } from './sandbox.ts';
import type { SandboxSettings } from './settings.ts';

const jsonType = /^application\/json\b/i;

/** Answers calls, each after an extra delay in milliseconds. */
export function createApi(
  sandbox: Sandbox,
  idempotency: Idempotency,
): (request: ZuoraRequest, delay: number) => Promise<ZuoraAnswer> {
  const { store, sleep } = sandbox;
  const rate = createRate();
  const inFlight = createInFlight();

  /** Performs the call, once per idempotency key. */
  async function work(request: ZuoraRequest, delay: number, caller: Caller, entityId: string): Promise<ZuoraAnswer> {
    const keyed = keyedRequest(request);
    const kept = keyed && idempotency.claim(keyed);
    if (kept) {
      await sleep(delay);
      return kept;
    }
    try {
      await sleep(sandbox.settings.latencyMs + delay);
      const { answer, changes } = performOperation(sandbox, request, caller, entityId);
      store.commit(keyed ? [...changes, ...idempotency.entries(keyed, answer)] : changes);
      return answer;
    } finally {
      if (keyed) idempotency.release(keyed);
    }
  }

  /** Checks the limits, then performs the call. It adds the limits' headers to `limits`: refusals have them too. */
  async function admit(request: ZuoraRequest, delay: number, limits: Record<string, string>): Promise<ZuoraAnswer> {
    const caller = authenticate(sandbox, request.headers['authorization']);
    request.identify(caller.client.id);

    const spans = callSpans(sandbox.settings);
    const status = rate.take(spans, store.now());
    Object.assign(limits, rateHeaders(spans, status));
    if (status.exceeded) throw rateExceeded(status);

    const entityId = callEntityId(request, caller);
    const { callsInFlight } = sandbox.settings;
    const entered = inFlight.enter(entityId, callsInFlight);
    Object.assign(limits, concurrencyHeaders(callsInFlight, inFlight.count(entityId)));
    if (!entered) throw tooManyInFlight(callsInFlight);
    try {
      return await work(request, delay, caller, entityId);
    } finally {
      inFlight.leave(entityId);
    }
  }

  return async (request, delay) => {
    const limits: Record<string, string> = {};
    const answer = await admit(request, delay, limits).catch((error) => refusalAnswer(error, request.trace));
    return { ...answer, headers: { ...limits, ...answer.headers } };
  };
}

/** The entity that a call is made in. */
function callEntityId({ headers }: ZuoraRequest, { scope }: Caller): string {
  const header = headers['zuora-entity-ids'];
  if (header === undefined) {
    const [only, ...others] = scope;
    if (only !== undefined && others.length === 0) return only;
    throw refusal(
      errorCategory.missingParameter,
      "The token's scope has several entities: Zuora-Entity-Ids is required",
    );
  }
  const entityId = parseHeaderEntityId(header);
  if (entityId === null) throw refusal(errorCategory.badValue, 'Zuora-Entity-Ids must be one UUID with hyphens');
  if (!scope.has(entityId)) throw permissionDenied(`the token's scope has no entity ${header}`);
  return entityId;
}

/** Runs the operation: returns its answer or its refusal, and the changes to record. */
function performOperation(
  { store, settings, baseUrl, newId }: Sandbox,
  request: ZuoraRequest,
  { client, scope }: Caller,
  entityId: string,
): { readonly answer: ZuoraAnswer; readonly changes: readonly JournalEntry[] } {
  const { method, path, query, headers, trace } = request;
  const route = findRoute(method, path);
  try {
    if (route === null) throw notFound(`the endpoint ${method} ${path}`);
    const { operation, resource, parameter } = route;
    requireFeature(settings);
    if (method !== 'GET' && client.apiWriteAccess === false) throw permissionDenied('no API Write Access');
    const body = resource === noPayload ? withoutPayload(request, settings) : jsonBody(request);
    const call = { state: store.state, settings, client, scope, entityId, parameter, query, body, baseUrl, newId };
    const decision = operation(call);
    const time = new Date(store.now()).toISOString();
    const cause = {
      requestId: trace.requestId,
      trackId: headers['zuora-track-id'] ?? null,
      idempotencyKey: headers['idempotency-key'] ?? null,
      clientId: client.id,
    };
    const changes = decision.changes.map((change) => ({ type: 'change' as const, time, cause, change }));
    return { answer: successAnswer(decision.body), changes };
  } catch (error) {
    return { answer: reshape(refusalAnswer(error, trace, route?.resource), settings.refusalShape), changes: [] };
  }
}

/** Every operation here belongs to Multi-entity, which Zuora switches on for a tenant. */
function requireFeature({ multiEntity }: SandboxSettings): void {
  if (multiEntity === 'denied') throw permissionDenied('Multi-entity is not enabled');
  if (multiEntity === 'unknown-endpoint') throw notFound('the endpoint');
}

/** The body of an operation that takes none. Some writes of Zuora still need an empty object. */
function withoutPayload(request: ZuoraRequest, { emptyBody }: SandboxSettings): Record<string, unknown> {
  if (emptyBody === 'accepted' || request.method === 'GET') return {};
  if (request.body === '') throw badRequest(415, 'A body is required, if only {}');
  requireJson(request);
  return {};
}

function requireJson({ headers }: ZuoraRequest): void {
  if (!jsonType.test(headers['content-type'] ?? '')) throw badRequest(415, 'Content-Type must be application/json');
}

function jsonBody(request: ZuoraRequest): Record<string, unknown> {
  const { body } = request;
  if (body === '') return {};
  requireJson(request);
  const value = parseJson(body);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refusal(errorCategory.malformedJson, 'The request body must be a JSON object');
  return { ...value };
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
