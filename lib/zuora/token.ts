/** Requests an OAuth token. */
import * as z from 'zod/mini';
import { compactEntityId } from '../entity-id.ts';
import { ServiceError } from '../errors.ts';
import { classify } from './classify.ts';
import type { OAuthClient } from './credentials.ts';
import { type Answer, failed, parseObject, unreadable, type ZuoraFailure } from './failure.ts';
import type { Http } from './http.ts';

export interface Token {
  readonly value: string;
  /** The entities that the token reaches. Zuora fixes them when it issues the token. */
  readonly entityIds: readonly string[];
  readonly obtainedAt: number;
  /** When to stop using the token, some time before it expires. */
  readonly staleAt: number;
}

/** Zuora does not accept the OAuth client. */
export class ClientRejected extends ServiceError {
  constructor(problem: string) {
    // Stryker disable next-line StringLiteral: the cache takes only the message over
    super('credentials-rejected', `Zuora rejected the OAuth client: ${problem}`);
  }
}

const tokenRequest = { name: 'token request', isWrite: false };
const fiveMinutes = 300_000;

const tokenAnswer = z.object({
  access_token: z.string().check(z.minLength(1)),
  expires_in: z.number().check(z.positive()),
  // Stryker disable next-line StringLiteral: any text without an entity will do
  scope: z._default(z.string(), ''),
});

/**
 * https://developer.zuora.com/v1-api-reference/api/operation/createToken/
 *
 * @throws ClientRejected or ZuoraFailure
 */
export async function requestToken(
  http: Http,
  client: OAuthClient,
  trackId: string,
  timeout: number,
  now: () => number,
): Promise<Token> {
  const answer = await http(tokenRequest, {
    method: 'POST',
    url: `${client.baseUrl}/oauth/token`,
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      Accept: 'application/json',
      'Zuora-Track-Id': trackId,
    },
    body: new URLSearchParams({
      client_id: client.clientId,
      client_secret: client.clientSecret,
      grant_type: 'client_credentials',
    }).toString(),
    timeout,
  });
  if (answer.status !== 200) {
    // Stryker disable next-line StringLiteral: nothing of what is redacted is told
    const failure = failed(tokenRequest, answer, () => '');
    throw isRejection(answer, failure)
      ? new ClientRejected(`HTTP ${answer.status} to the ${tokenRequest.name}`)
      : failure;
  }
  const parsed = tokenAnswer.safeParse(parseObject(answer.body));
  if (!parsed.success) throw unreadable(tokenRequest, answer, 'without a token of the documented form');
  const obtainedAt = now();
  const lifetime = parsed.data.expires_in * 1000;
  return {
    value: parsed.data.access_token,
    entityIds: entitiesOf(parsed.data.scope),
    obtainedAt,
    staleAt: obtainedAt + lifetime - Math.min(fiveMinutes, lifetime / 10),
  };
}

/** A redirect leads away from the host in the secret, so the secret is wrong. Other answers must be Zuora's own refusal. */
function isRejection({ status }: Answer, failure: ZuoraFailure): boolean {
  const isRedirect = status >= 300 && status < 400;
  return isRedirect || ['unauthorised', 'refused', 'key-mismatch'].includes(classify(failure));
}

/** The scope holds an item such as `entity.11e643f4-a3ee-8bad-b061-0025904c57d6` for each entity. */
function entitiesOf(scope: string): string[] {
  return scope
    .split(' ')
    .filter((item) => item.startsWith('entity.'))
    .map((item) => compactEntityId(item.slice('entity.'.length)));
}
