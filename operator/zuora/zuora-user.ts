/** Zuora, as the user of one OAuth client sees it. */
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { IdempotencyKey } from '../../lib/delivery/idempotency-key.ts';
import { calls } from '../../lib/zuora/calls.ts';
import { CallsInFlight } from '../../lib/zuora/calls-in-flight.ts';
import { ZuoraClient } from '../../lib/zuora/client.ts';
import type { OAuthClient } from '../../lib/zuora/credentials.ts';
import type { Http } from '../../lib/zuora/http.ts';
import { JoinedReads } from '../../lib/zuora/joined-reads.ts';
import type { Token } from '../../lib/zuora/token.ts';
import { TokenCache } from '../../lib/zuora/token-cache.ts';
import { UserSearches } from '../../lib/zuora/user-searches.ts';

export type Entity = z.infer<typeof calls.entities.answer>['entities'][number];

/** Milliseconds. After a rejection or a failure a client is not tried again while a command runs. */
const settings = {
  readTimeout: 10_000,
  writeTimeout: 30_000,
  rejection: 600_000,
  retryBase: 600_000,
  allowedEntityIds: [],
  allowedUsernameDomains: [],
};

export class ZuoraUser {
  readonly #http: Http;
  readonly #now: () => number;
  readonly #tokens: TokenCache;
  /** A quarter of what Zuora allows, since an entity's limit is shared with every other integration. */
  readonly #inFlight = new CallsInFlight(10);

  constructor(client: OAuthClient, http: Http, now: () => number) {
    const credentials = async () => ({ versionId: '', entityIds: [], clientFor: () => client });
    const events = { tokenRefreshed() {}, credentialsRejected() {} };
    this.#http = http;
    this.#now = now;
    this.#tokens = new TokenCache({
      ...{ http, settings, now, events },
      credentials: { current: credentials, reread: credentials },
      random: () => 0,
    });
  }

  /** @throws CredentialsRejected or ZuoraFailure */
  async token(): Promise<Token> {
    return (await this.#tokens.grant(callerIn(undefined))).token;
  }

  /**
   * The entities that Zuora shows to this user, whether the token reaches them or not.
   *
   * @throws CredentialsRejected or ZuoraFailure
   */
  async entities(): Promise<readonly Entity[]> {
    const { entityIds } = await this.token();
    return (await this.in(entityIds[0]).call(calls.entities, undefined)).entities;
  }

  /** @param entityId undefined for the only entity that the token reaches */
  in(entityId: string | undefined): ZuoraClient {
    const shared = { http: this.#http, tokens: this.#tokens, inFlight: this.#inFlight };
    const own = { searches: new UserSearches(this.#now), joinedReads: new JoinedReads(async () => {}) };
    const options = { ...shared, ...own, settings, now: this.#now, onCall() {} };
    return new ZuoraClient(options, callerIn(entityId));
  }
}

/** A caller without a message: every call has an id of its own, and no deadline. */
function callerIn(entityId: string | undefined) {
  const id = randomUUID();
  return { entityId, trackId: id, idempotencyKey: new IdempotencyKey(id, 0), requireTime() {} };
}
