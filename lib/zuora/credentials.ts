/** The OAuth clients in the secret. */
import * as z from 'zod/mini';
import { check, describe } from '../check.ts';
import { compactEntityId, writtenEntityId } from '../entity-id.ts';
import { ServiceError } from '../errors.ts';
import { isLoopback } from '../loopback.ts';
import { parseObject } from './failure.ts';

/** An OAuth client and its tenant's host. */
export interface OAuthClient {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface Credentials {
  /** Every value of the secret has its own. */
  readonly versionId: string;
  /** The entities that have a client of their own. */
  readonly entityIds: readonly string[];
  /** The client for calls in an entity. An accept call needs an administrator of that entity. */
  clientFor(entityId: string | undefined): OAuthClient;
}

const oauthClient = { clientId: z.string().check(z.minLength(1)), clientSecret: z.string().check(z.minLength(1)) };
const entities = z.record(writtenEntityId, z.strictObject(oauthClient)).check(
  z.refine((clients) => new Set(Object.keys(clients).map(compactEntityId)).size === Object.keys(clients).length, {
    error: 'names an entity twice',
  }),
);

function secretValueIn(stage: string) {
  const baseUrl = z.string().check(({ value: input, issues }) => {
    const message = hostProblem(input, stage);
    if (message) issues.push({ code: 'custom', message, input });
  });
  return z.strictObject({ baseUrl, ...oauthClient, entities: z.optional(entities) });
}

/**
 * Reads the secret's value. An error names what to fix, and repeats nothing of the value.
 *
 * @param stage `local` allows Zuora to be a loopback address
 * @throws ServiceError `bad-secret`
 */
export function parseCredentials(secretId: string, stage: string, text: string, versionId: string): Credentials {
  const bad = (problem: string) => new ServiceError('bad-secret', `The secret ${secretId} does not fit: ${problem}`);
  const value = parseObject(text);
  if (!value) throw bad('it is no JSON object');
  const result = check(secretValueIn(stage), value);
  if (!result.success) throw bad(describe(result.problems));
  const { baseUrl, clientId, clientSecret, entities = {} } = result.data;
  const origin = new URL(baseUrl).origin;
  const perEntity = new Map(Object.entries(entities).map(([id, client]) => [compactEntityId(id), client]));
  return {
    versionId,
    entityIds: [...perEntity.keys()],
    clientFor: (entityId) => ({
      baseUrl: origin,
      // Stryker disable next-line StringLiteral: no entity has such an id
      ...(perEntity.get(entityId ?? '') ?? { clientId, clientSecret }),
    }),
  };
}

/** Secrets and tokens are sent to Zuora's hosts only. https://developer.zuora.com/docs/get-started/introduction/ */
function hostProblem(baseUrl: string, stage: string): string | undefined {
  if (!URL.canParse(baseUrl)) return 'is no URL';
  const { hostname, origin } = new URL(baseUrl);
  if (isLoopback(hostname)) {
    if (stage !== 'local') return 'may be a loopback address only in stage local';
    return baseUrl === origin ? undefined : 'must hold nothing but scheme, host and port';
  }
  if (!hostname.endsWith('.zuora.com')) return 'must be a host under .zuora.com';
  return baseUrl === `https://${hostname}` ? undefined : 'must be https:// and a host, with nothing after it';
}
