/** Zuora as one message sees it: in an entity, under its idempotency key, within its invocation's time. */
import { type Limits, requireAllowed } from '../allow-list.ts';
import { check, describe } from '../check.ts';
import { compactEntityId, hyphenatedEntityId } from '../entity-id.ts';
import { BadEvent } from '../errors.ts';
import type { Settings } from '../settings.ts';
import type { Call } from './calls.ts';
import type { CallsInFlight } from './calls-in-flight.ts';
import { classify, lacksPermission } from './classify.ts';
import { type Answer, type FailedCall, failed, parseObject, unreadable, ZuoraFailure } from './failure.ts';
import type { Http } from './http.ts';
import type { Grant, TokenCache, TokenUser } from './token-cache.ts';
import type { TimesUnknown, UserSearches } from './user-searches.ts';

/** What a message brings to its calls. */
export interface Caller extends TokenUser {
  readonly idempotencyKey: { readonly value: string; advanceEpoch(): void };
}

interface Options {
  readonly http: Http;
  readonly tokens: TokenCache;
  readonly inFlight: CallsInFlight;
  readonly searches: UserSearches;
  readonly settings: Pick<Settings, 'readTimeout' | 'writeTimeout'> & Limits;
  readonly now: () => number;
  /** Told how many milliseconds each answer took, and its HTTP status. */
  readonly onCall: (milliseconds: number, status: number) => void;
}

/** What the calls of a message leave for its audit, in whatever entity they were made. */
interface Trail {
  requestId?: string | undefined;
  calledIn?: string;
  /** Of the latest write that Zuora answered with a failure. */
  failedIn?: string;
}

/** A token younger than this was issued with what its user may do now. */
const freshToken = 60_000;

export class ZuoraClient {
  readonly #options: Options;
  readonly #caller: Caller;
  #trail: Trail = {};

  constructor(options: Options, caller: Caller) {
    this.#options = options;
    this.#caller = caller;
  }

  /** Zuora's id of the latest answered call, which its support asks for. */
  get requestId(): string | undefined {
    return this.#trail.requestId;
  }

  /** The entity of the latest call, or of a write that failed: there somebody may have to mend something. */
  get actedIn(): string | undefined {
    return this.#trail.failedIn ?? this.#trail.calledIn;
  }

  /** The same message's client in another entity, by the OAuth client that acts there. */
  in(entityId: string): ZuoraClient {
    const there = new ZuoraClient(this.#options, { ...this.#caller, entityId });
    there.#trail = this.#trail;
    return there;
  }

  /** The entity that calls are made in, in the form of bodies. */
  async entityId(): Promise<string> {
    return this.#entityOf(await this.#options.tokens.grant(this.#caller));
  }

  /** How many calls the process may make at once. */
  get callsInFlight(): number {
    return this.#options.inFlight.limit;
  }

  /** What entities have answered to this message about a user. `end` forgets it. */
  searchFor(username: string): { readonly timesUnknown: TimesUnknown; readonly end: () => void } {
    const { searches } = this.#options;
    const { trackId } = this.#caller;
    return { timesUnknown: searches.begin(trackId, username), end: () => searches.end(trackId, username) };
  }

  /** @throws BadEvent `not-allowed` where what Zuora tells of a thing names an entity outside the limits */
  requireAllowed(whose: string, fields: object): void {
    requireAllowed(this.#options.settings, whose, fields);
  }

  /**
   * Makes a call; once more with a new token where the first may have lacked what it needs.
   *
   * @throws ZuoraFailure, CredentialsRejected, OutOfTime, or BadEvent `entity-required` or `not-allowed`
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

  /** @throws BadEvent when the event leaves open which entity it means, or the token's only one is outside the limits */
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
    this.#trail.calledIn = entityId;
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
      const given = await http(call, { method, url, headers, body: body && JSON.stringify(body), timeout });
      onCall(now() - startedAt, given.status);
      return given;
    });
    this.#trail.requestId = answer.headers['zuora-request-id'] ?? this.#trail.requestId;
    try {
      return read(call, schema, answer, [grant.token.value, grant.client.clientSecret]);
    } catch (error) {
      if (call.isWrite) this.#trail.failedIn = entityId;
      if (method === 'POST' && error instanceof ZuoraFailure && settlesKey(error)) idempotencyKey.advanceEpoch();
      throw error;
    }
  }
}

/** An answer that Zuora repeats under an idempotency key may quote the token of an attempt long ago. */
const anyToken = /\bBearer\s+\S+/gi;

/** @throws ZuoraFailure unless the answer is a success that holds what the call promises */
function read<Result>(
  call: FailedCall,
  schema: Call<never, Result>['answer'],
  answer: Answer,
  secrets: string[],
): Result {
  const body = parseObject(answer.body);
  const ok = answer.status < 300 && body?.['success'] === true;
  if (!ok) {
    throw failed(call, answer, (text) =>
      secrets.reduce((line, secret) => line.replaceAll(secret, '[redacted]'), text).replace(anyToken, '[redacted]'),
    );
  }
  const result = check(schema, body);
  if (!result.success) throw unreadable(call, answer, describe(result.problems));
  return result.data;
}

/** Zuora stores a failed answer under the key; only while it may still be working is the key worth sending again. */
function settlesKey(failure: ZuoraFailure): boolean {
  return classify(failure) !== 'unknown';
}
