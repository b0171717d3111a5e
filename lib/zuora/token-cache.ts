/** Keeps one token for each OAuth client. A client that gets no token is not tried again for a while. */
import { CredentialsRejected } from '../errors.ts';
import type { Settings } from '../settings.ts';
import { SingleFlight } from '../single-flight.ts';
import type { Credentials, OAuthClient } from './credentials.ts';
import type { CredentialsCache } from './credentials-cache.ts';
import { ZuoraFailure } from './failure.ts';
import type { Http } from './http.ts';
import { ClientRejected, requestToken, type Token } from './token.ts';

/** What a message adds to a token request. */
export interface TokenUser {
  /** The entity to act in; undefined for the only one that the token reaches. */
  readonly entityId: string | undefined;
  /** At most 64 characters of ASCII without `: ; " '`, as a UUID is. */
  readonly trackId: string;
  /** @throws OutOfTime when too little is left for a call of so many milliseconds */
  requireTime(timeout: number): void;
}

/** A token and its OAuth client. */
export interface Grant {
  readonly token: Token;
  readonly client: OAuthClient;
  readonly versionId: string;
}

interface TokenEvents {
  tokenRefreshed(): void;
  /** Called once for each period of rejection, not once a message. */
  credentialsRejected(problem: string): void;
}

interface Rejection {
  readonly versionId: string;
  readonly until: number;
  readonly problem: string;
}

/** A token request that failed, though Zuora did not reject the credentials. */
interface FailedRequest {
  readonly failure: ZuoraFailure;
  readonly until: number;
  /** How many requests have failed, this one last, since the last that was answered. */
  readonly times: number;
}

interface Options {
  readonly http: Http;
  readonly credentials: Pick<CredentialsCache, 'current' | 'reread'>;
  readonly settings: Pick<Settings, 'readTimeout' | 'rejection' | 'retryBase'>;
  readonly now: () => number;
  readonly random: () => number;
  readonly events: TokenEvents;
}

export class TokenCache {
  readonly #options: Options;
  readonly #grants = new Map<string, Grant>();
  readonly #rejections = new Map<string, Rejection>();
  readonly #failedRequests = new Map<string, FailedRequest>();
  readonly #requests = new SingleFlight<Grant>();

  constructor(options: Options) {
    this.#options = options;
  }

  /**
   * The token for calls in an entity. One request serves all who wait for it.
   *
   * @throws CredentialsRejected or ZuoraFailure, without a call while one is remembered; SecretUnreadable or OutOfTime
   */
  async grant(user: TokenUser): Promise<Grant> {
    const credentials = await this.#options.credentials.current();
    const client = credentials.clientFor(user.entityId);
    const key = keyOf(client);
    this.#refuseIfRejected(key, credentials.versionId);
    const known = this.#grants.get(key);
    if (known && known.token.staleAt > this.#options.now()) return known;
    this.#refuseIfFailed(key);
    return this.#requests.run(key, () => this.#request(credentials, user));
  }

  /** Whether the secret has an OAuth client for this entity alone. @throws SecretUnreadable */
  async hasClientOf(entityId: string): Promise<boolean> {
    const { entityIds } = await this.#options.credentials.current();
    return entityIds.includes(entityId);
  }

  /** A new token in place of one that Zuora no longer accepts, or the one that another message has got meanwhile. */
  async renew(stale: Grant, user: TokenUser): Promise<Grant> {
    this.#forget(stale);
    return this.grant(user);
  }

  #forget(grant: Grant): void {
    const key = keyOf(grant.client);
    if (this.#grants.get(key) === grant) this.#grants.delete(key);
  }

  /** Zuora does not accept even a new token of this client. */
  async reject(grant: Grant, problem: string): Promise<CredentialsRejected> {
    const key = keyOf(grant.client);
    this.#forget(grant);
    await this.#options.credentials.reread();
    return this.#remember(key, grant.versionId, problem);
  }

  /** Asks with the known secret, and once more if the secret was rotated meanwhile. */
  async #request(credentials: Credentials, user: TokenUser): Promise<Grant> {
    try {
      return await this.#requestWith(credentials, user);
    } catch (error) {
      if (!(error instanceof ClientRejected)) throw error;
      const latest = await this.#options.credentials.reread();
      if (latest.versionId === credentials.versionId) {
        throw this.#remember(keyOf(credentials.clientFor(user.entityId)), credentials.versionId, error.message);
      }
      return this.#request(latest, user);
    }
  }

  async #requestWith(credentials: Credentials, { entityId, trackId, requireTime }: TokenUser): Promise<Grant> {
    const { http, settings, now, events } = this.#options;
    const client = credentials.clientFor(entityId);
    const key = keyOf(client);
    requireTime(settings.readTimeout);
    try {
      const token = await requestToken(http, client, trackId, settings.readTimeout, now);
      const grant = { token, client, versionId: credentials.versionId };
      this.#grants.set(key, grant);
      this.#failedRequests.delete(key);
      events.tokenRefreshed();
      return grant;
    } catch (error) {
      if (error instanceof ZuoraFailure) this.#rememberFailure(key, error);
      throw error;
    }
  }

  /**
   * In an outage, each message that starts would ask for a token. Zuora takes 100 token requests a minute from an address.
   * The pauses grow, so that the eighteen processes that may run make fewer: 54 for a client in the first minute, then 36.
   * https://developer.zuora.com/docs/guides/rate-limits/
   */
  #rememberFailure(key: string, failure: ZuoraFailure): void {
    const { settings, now } = this.#options;
    const times = (this.#failedRequests.get(key)?.times ?? 0) + 1;
    const pause = Math.min(settings.rejection, settings.retryBase * 2 ** times);
    this.#failedRequests.set(key, { failure, until: now() + pause, times });
  }

  #refuseIfFailed(key: string): void {
    const failed = this.#failedRequests.get(key);
    if (failed && failed.until > this.#options.now()) throw failed.failure;
  }

  #refuseIfRejected(key: string, versionId: string): void {
    const rejection = this.#rejections.get(key);
    const remaining = (rejection?.until ?? 0) - this.#options.now();
    if (rejection?.versionId === versionId && remaining > 0) {
      throw new CredentialsRejected(rejection.problem, remaining);
    }
  }

  #remember(key: string, versionId: string, problem: string): CredentialsRejected {
    const { settings, now, random, events } = this.#options;
    const known = this.#rejections.get(key);
    const duration = settings.rejection * (1 + random());
    if (known?.versionId !== versionId || known.until <= now()) {
      this.#rejections.set(key, { versionId, until: now() + duration, problem });
      events.credentialsRejected(problem);
    }
    return new CredentialsRejected(problem, duration);
  }
}

/** Without the host, a token could go to another tenant. */
function keyOf({ baseUrl, clientId }: OAuthClient): string {
  return `${baseUrl} ${clientId}`;
}
