/** The form of an operation of the multi-entity API: a pure function of a call and the state. */
import { type ErrorResource, notFound, permissionDenied } from './answers.ts';
import type { OAuthClient } from './records.ts';
import type { SandboxSettings } from './settings.ts';
import type { StateChange, TenantState } from './state.ts';

/** A call that has passed authentication, limits and routing. */
export interface ApiCall {
  readonly state: TenantState;
  readonly settings: SandboxSettings;
  readonly client: OAuthClient;
  /** The entities of the token's scope, fixed when the token was issued. */
  readonly scope: ReadonlySet<string>;
  /** The entity that the call is made in. */
  readonly entityId: string;
  /** The decoded variable segment of the path; empty if the path has none. */
  readonly parameter: string;
  readonly query: URLSearchParams;
  /** Empty if the operation takes none. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The sandbox's own address, for links. */
  readonly baseUrl: string;
  readonly newId: () => string;
}

/** The changes that a call makes, and the body of its answer without `success`. */
export interface OperationResult {
  readonly changes: readonly StateChange[];
  readonly body: object;
}

/** Performs a call. Throws a `Refusal` if the call has no effect. */
export type ApiOperation = (call: ApiCall) => OperationResult;

/** An operation with its method and path, and the resource of its payload if it takes one: any six digits. */
export type ApiRow = readonly [method: string, template: string, ApiOperation, payload?: ErrorResource];

/** The result of an operation that only reads. */
export function readResult(body: object): OperationResult {
  return { changes: [], body };
}

/** Refuses a call whose client does not administer the entity. */
export function requireAdministrator({ client }: ApiCall, entityId: string): void {
  if (!client.administers.includes(entityId)) throw permissionDenied(`no administrator of entity ${entityId}`);
}

/** Refuses a call whose client may not enter the entity. */
export function requireAccess({ state, scope }: ApiCall, entityId: string): void {
  if (!state.entities.has(entityId)) throw notFound(`an entity with id '${entityId}'`);
  if (!scope.has(entityId)) throw permissionDenied(`no access to entity ${entityId}`);
}
