/** OAuth 2.0 with client credentials. https://developer.zuora.com/v1-api-reference/api/operation/createToken/ */
import { timingSafeEqual } from 'node:crypto';
import { badRequest, oauthError, unauthenticated, type ZuoraAnswer } from './answers.ts';
import { hyphenateEntityId, parseHeaderEntityId } from './entity-id.ts';
import type { JournalEntryOf } from './journal.ts';
import type { OAuthClient } from './records.ts';
import type { Sandbox } from './sandbox.ts';
import type { TenantState } from './state.ts';
import { hasActiveOwner, ownerInactive } from './user-status.ts';

const writeRight = 'platform.write';

/** The rights of a token besides its entities. */
const platformScope = [writeRight, 'service.genesis.read', 'service.usage.write'];

/** A token request, and the means to answer it. */
export interface TokenRequest {
  readonly form: URLSearchParams;
  /** The `Zuora-Entity-Ids` header: restricts the token to this entity. */
  readonly entityHeader: string | undefined;
  /** Of the token, in milliseconds. */
  readonly lifetime: number;
  readonly now: number;
  readonly newId: () => string;
}

/** Issues a token. Throws a `Refusal` if the request may not have one. */
export function issueToken(
  state: TenantState,
  { form, entityHeader, lifetime, now, newId }: TokenRequest,
): { readonly answer: ZuoraAnswer; readonly entry: JournalEntryOf<'token'> } {
  if (form.get('grant_type') !== 'client_credentials')
    throw oauthError(400, 'unsupported_grant_type', 'grant_type must be client_credentials');
  const client = state.clients.get(form.get('client_id') ?? '');
  if (client === undefined || !secretsMatch(client.secret, form.get('client_secret') ?? ''))
    throw oauthError(401, 'invalid_client', 'Bad client credentials');
  if (!hasActiveOwner(client, state)) throw ownerInactive();
  const entityIds = entityHeader === undefined ? [...client.entityIds] : [restrictToEntity(client, entityHeader)];
  const token = newId();
  return {
    entry: { type: 'token', token, clientId: client.id, entityIds, expiresAt: now + lifetime },
    answer: {
      status: 200,
      headers: { 'Cache-Control': 'no-store' },
      body: {
        access_token: token,
        token_type: 'bearer',
        expires_in: lifetime / 1000,
        scope: [
          ...entityIds.map((id) => `entity.${hyphenateEntityId(id)}`),
          ...platformScope.filter((right) => right !== writeRight || client.apiWriteAccess !== false),
          `tenant.${state.tenantId}`,
          `user.${client.userId}`,
        ].join(' '),
        jti: newId(),
      },
    },
  };
}

function secretsMatch(secret: string, given: string): boolean {
  const [a, b] = [Buffer.from(secret), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function restrictToEntity(client: OAuthClient, header: string): string {
  const entityId = parseHeaderEntityId(header);
  if (entityId === null) throw badRequest(400, 'Zuora-Entity-Ids must be a 36-character UUID that contains hyphens');
  if (!client.entityIds.includes(entityId))
    throw oauthError(400, 'invalid_scope', `The client has no access to entity ${entityId}`);
  return entityId;
}

/** The OAuth client that makes a call, and the entities of its token. */
export interface Caller {
  readonly client: OAuthClient;
  readonly scope: ReadonlySet<string>;
}

/** The caller by the `Authorization` header. Throws a `Refusal` if it brings no valid token. */
export function authenticate(
  { store: { state, tokens, now }, settings: { authenticationShape } }: Sandbox,
  header: string | undefined,
): Caller {
  const token = tokens.get(/^Bearer +(\S+)$/i.exec(header ?? '')?.[1] ?? '');
  if (token === undefined || token.expiresAt <= now()) throw unauthenticated(authenticationShape);
  const client = state.clients.get(token.clientId);
  if (client === undefined || !hasActiveOwner(client, state)) throw unauthenticated(authenticationShape);
  return { client, scope: new Set(token.entityIds) };
}
