/** Calls Zuora for one message: in its entity, under its idempotency key, within the time of its invocation. */
import { type Limits, requireAllowed } from '../allow-list.ts';
import { compactEntityId, hyphenatedEntityId } from '../entity-id.ts';
import { BadEvent } from '../errors.ts';
import type { Settings } from '../settings.ts';
import { readAnswer } from './answer-reading.ts';
import type { Call } from './calls.ts';
import type { CallsInFlight } from './calls-in-flight.ts';
import { classify, lacksPermission } from './classify.ts';
import { ZuoraFailure } from './failure.ts';
import type { Http } from './http.ts';
import type { JoinedReads } from './joined-reads.ts';
import type { Grant, TokenCache, TokenUser } from './token-cache.ts';
import { Trail } from './trail.ts';
import type { TimesUnknown, UserSearches } from './user-searches.ts';

/** What the message adds to its calls. */
export interface Caller extends TokenUser {
  /** Whose searches for users go on where they ended; left out, those of the message. */
  readonly searchId?: string;
  readonly idempotencyKey: { readonly value: string; advanceEpoch(): void };
}

interface Options {
  readonly http: Http;
  readonly tokens: TokenCache;
  readonly inFlight: CallsInFlight;
  readonly searches: UserSearches;
  readonly joinedReads: JoinedReads;
  readonly settings: Pick<Settings, 'readTimeout' | 'writeTimeout'> & Limits;
  readonly now: () => number;
  /** Receives the milliseconds that each answer took, and its HTTP status. */
  readonly onCall: (milliseconds: number, status: number) => void;
}

/** Milliseconds. A younger token names every entity that its user may enter now. */
const freshToken = 60_000;

export class ZuoraClient {
  readonly #options: Options;
  readonly #caller: Caller;
  #trail = new Trail();

  constructor(options: Options, caller: Caller) {
    this.#options = options;
    this.#caller = caller;
  }

  /** Of the calls in all entities. */
  get trail(): Trail {
    return this.#trail;
  }

  /** Calls for the same message in another entity, with the OAuth client of that entity. */
  in(entityId: string): ZuoraClient {
    const there = new ZuoraClient(this.#options, { ...this.#caller, entityId });
    there.#trail = this.#trail;
    return there;
  }

  /** Calls for the same message, whose trail is told apart from that of the others under way. */
  apart(): ZuoraClient {
    const apart = new ZuoraClient(this.#options, this.#caller);
    apart.#trail = new Trail(this.#trail);
    return apart;
  }

  /** The id of the entity in which calls are made, as bodies write it. */
  async entityId(): Promise<string> {
    return this.#entityOf(await this.#options.tokens.grant(this.#caller));
  }

  /**
   * Whether the secret has an OAuth client of its own for this entity, as for one that its user administers.
   *
   * @throws SecretUnreadable
   */
  hasClientOf(entityId: string): Promise<boolean> {
    return this.#options.tokens.hasClientOf(entityId);
  }

  /** How many calls the process may make at once. */
  get callsInFlight(): number {
    return this.#options.inFlight.limit;
  }

  /** What entities have answered about a user, to this message or to the looks at one account. `end` forgets it. */
  searchFor(username: string): { readonly timesUnknown: TimesUnknown; readonly end: () => void } {
    const { searches } = this.#options;
    const { trackId, searchId = trackId } = this.#caller;
    return { timesUnknown: searches.begin(searchId, username), end: () => searches.end(searchId, username) };
  }

  /** @throws BadEvent `not-allowed` where Zuora's answer names an entity outside the limits */
  requireAllowed(whose: string, fields: object): void {
    requireAllowed(this.#options.settings, whose, fields);
  }

  /**
   * Makes a call. If the token may be outdated, the call is made once more with a new one.
   *
   * @throws ZuoraFailure, CredentialsRejected, SecretUnreadable, OutOfTime, or BadEvent `entity-required` or `not-allowed`
   */
  async call<Parameters, Result>(call: Call<Parameters, Result>, parameters: Parameters): Promise<Result> {
    const { tokens } = this.#options;
    const grant = await tokens.grant(this.#caller);
    try {
      return await this.#send(call, parameters, grant);
    } catch (error) {
      if (!(error instanceof ZuoraFailure) || !this.#mayBeOutdated(error, grant)) throw error;
    }
    const renewed = await tokens.renew(grant, this.#caller);
    try {
      return await this.#send(call, parameters, renewed);
    } catch (error) {
      if (!(error instanceof ZuoraFailure) || classify(error) !== 'unauthorised') throw error;
      throw await tokens.reject(renewed, error.message);
    }
  }

  /**
   * Makes a read together with other messages that are about to make the same. It begins after each of them has asked, and
   * is on the trail of the first.
   *
   * @throws what `call` throws
   */
  async readJoined<Parameters, Result>(call: Call<Parameters, Result>, parameters: Parameters): Promise<Result> {
    const key = JSON.stringify([await this.entityId(), call.name, parameters]);
    return this.#options.joinedReads.run(key, () => this.call(call, parameters));
  }

  /** @throws BadEvent when the event names no entity and the token has several, or its only one is outside the limits */
  #entityOf({ token }: Grant): string {
    const { entityId } = this.#caller;
    if (entityId) return compactEntityId(entityId);
    const [only, ...others] = token.entityIds;
    if (only && others.length === 0) {
      this.requireAllowed("the token's ", { entityId: only });
      return only;
    }
    throw new BadEvent(
      'entity-required',
      `data.entityId: is missing, and the OAuth client reaches ${token.entityIds.length} entities; name the one to act in`,
    );
  }

  #mayBeOutdated(failure: ZuoraFailure, { token }: Grant): boolean {
    const verdict = classify(failure);
    const isOld = this.#options.now() - token.obtainedAt > freshToken;
    return verdict === 'unauthorised' || (isOld && verdict === 'refused' && lacksPermission(failure));
  }

  async #send<Parameters, Result>(
    { name, method, request, answer: schema }: Call<Parameters, Result>,
    parameters: Parameters,
    grant: Grant,
  ): Promise<Result> {
    const { http, inFlight, settings, now, onCall } = this.#options;
    const { trackId, idempotencyKey } = this.#caller;
    const { path, body } = request(parameters);
    const entityId = this.#entityOf(grant);
    this.#trail.callIn(entityId);
    const headers = {
      Authorization: `Bearer ${grant.token.value}`,
      Accept: 'application/json',
      'Zuora-Track-Id': trackId,
      'Zuora-Entity-Ids': hyphenatedEntityId(entityId),
      ...(body && { 'Content-Type': 'application/json' }),
      ...(method === 'POST' && { 'Idempotency-Key': idempotencyKey.value }),
    };
    const call = { name: `${name} in ${entityId}`, isWrite: method !== 'GET' };
    const timeout = call.isWrite ? settings.writeTimeout : settings.readTimeout;
    const url = `${grant.client.baseUrl}${path}`;
    const answer = await inFlight.run(async () => {
      this.#caller.requireTime(timeout);
      const startedAt = now();
      // Stryker disable next-line LogicalOperator: axios makes the same text of an object
      const response = await http(call, { method, url, headers, body: body && JSON.stringify(body), timeout });
      onCall(now() - startedAt, response.status);
      return response;
    });
    this.#trail.answerIn(entityId, call.isWrite, answer.headers['zuora-request-id']);
    try {
      return readAnswer(call, schema, answer, [grant.token.value, grant.client.clientSecret]);
    } catch (error) {
      if (call.isWrite) this.#trail.failedWriteIn(entityId);
      if (method === 'POST' && error instanceof ZuoraFailure && settlesKey(error)) idempotencyKey.advanceEpoch();
      throw error;
    }
  }
}

/** Zuora repeats a stored failure, so the key is sent again only while the outcome is unknown. */
function settlesKey(failure: ZuoraFailure): boolean {
  return classify(failure) !== 'unknown';
}
