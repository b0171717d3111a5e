/** The service's way to Zuora from real parts: a sandbox over HTTP, and a secret in the embedded AWS. */
import { randomUUID } from 'node:crypto';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach } from '@jest/globals';
import * as z from 'zod';
import { IdempotencyKey } from '../../lib/delivery/idempotency-key.ts';
import type { Settings } from '../../lib/settings.ts';
import { CallsInFlight } from '../../lib/zuora/calls-in-flight.ts';
import { type Caller, ZuoraClient } from '../../lib/zuora/client.ts';
import { CredentialsCache } from '../../lib/zuora/credentials-cache.ts';
import { ZuoraFailure } from '../../lib/zuora/failure.ts';
import { createHttp } from '../../lib/zuora/http.ts';
import { JoinedReads } from '../../lib/zuora/joined-reads.ts';
import { type Grant, TokenCache } from '../../lib/zuora/token-cache.ts';
import { UserSearches } from '../../lib/zuora/user-searches.ts';
import { type CallRecord, callRecordSchema } from '../../local/zuora/calls.ts';
import type { OAuthClient } from '../../local/zuora/records.ts';
import { secretValue, seedClient, seedEntity } from '../../local/zuora/seed.ts';
import { type RunningZuora, startZuora } from '../../local/zuora/server.ts';
import { Clock } from '../clock.ts';
import { settings as exampleSettings } from '../factories.ts';
import { sendToSandbox } from './sandbox-client.ts';
import { useAws } from './use-aws.ts';

export const trackId = '0f9b8f3e-6d0a-4f55-9a55-0d6a6a3b1f01';

/** The access to Zuora of the test that runs. */
interface CurrentZuoraAccess {
  (): ZuoraAccess;
  /** Replaces it by one with other settings. */
  restart(changes: Partial<Settings>): Promise<void>;
}

/** Begins a new access to Zuora before each test of a file, whose AWS keeps the secrets. */
export function useZuoraAccess(changes: Partial<Settings> = {}): CurrentZuoraAccess {
  const secrets = useAws().client((settings) => new SecretsManager(settings));
  let access: ZuoraAccess;
  beforeEach(async () => {
    access = await ZuoraAccess.begin(secrets, changes);
  });
  afterEach(() => access.end());

  async function restart(others: Partial<Settings>): Promise<void> {
    await access.end();
    access = await ZuoraAccess.begin(secrets, others);
  }

  return Object.assign(() => access, { restart });
}

/** For a write that gets no answer; in milliseconds. */
export const impatient = { writeTimeout: 100 };

/** The fault of a call that gets none. */
export const noAnswer = { delayMs: 3_600_000 };

export class ZuoraAccess {
  readonly zuora: RunningZuora;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly credentials: CredentialsCache;
  readonly tokens: TokenCache;
  readonly inFlight: CallsInFlight;
  readonly searches: UserSearches;
  readonly joinedReads = new JoinedReads(async () => {});
  /** What chance says from now on. */
  chance = 0;
  tokensRefreshed = 0;
  /** The problems that were told of. */
  readonly rejections: string[] = [];
  readonly unreadable: string[] = [];
  readonly #secrets: SecretsManager;
  readonly #http = createHttp();
  readonly #others: RunningZuora[] = [];

  private constructor(zuora: RunningZuora, clock: Clock, secrets: SecretsManager, settings: Settings) {
    this.zuora = zuora;
    this.clock = clock;
    this.settings = settings;
    this.#secrets = secrets;
    this.credentials = new CredentialsCache(secrets, settings, clock.now, (problem) => this.unreadable.push(problem));
    this.inFlight = new CallsInFlight(settings.callsInFlight);
    this.searches = new UserSearches(clock.now);
    this.tokens = new TokenCache({
      http: this.#http,
      credentials: this.credentials,
      settings,
      now: clock.now,
      random: () => this.chance,
      events: {
        tokenRefreshed: () => {
          this.tokensRefreshed += 1;
        },
        credentialsRejected: (problem) => this.rejections.push(problem),
      },
    });
  }

  /** A new sandbox, and a new secret with its clients. */
  static async begin(
    secrets: SecretsManager,
    changes: Partial<Settings> = {},
    clock = new Clock(),
  ): Promise<ZuoraAccess> {
    const zuora = await startZuora({ port: 0, clock: clock.now });
    const secret = `test/${randomUUID()}`;
    const settings = exampleSettings({ stage: 'local', secret, awsTimeout: 60_000, ...changes });
    await secrets.createSecret({ Name: settings.secret, SecretString: JSON.stringify(secretValue(zuora.url)) });
    return new ZuoraAccess(zuora, clock, secrets, settings);
  }

  async end(): Promise<void> {
    await Promise.all([this.zuora, ...this.#others].map((zuora) => zuora.close()));
  }

  /** A host that nothing may be sent to. */
  async anotherHost(): Promise<RunningZuora> {
    const other = await startZuora({ port: 0 });
    this.#others.push(other);
    return other;
  }

  /** The token to act with in an entity. */
  grant(entityId: string = seedEntity.global): Promise<Grant> {
    return this.tokens.grant({ entityId, trackId, requireTime: () => undefined });
  }

  /**
   * Zuora as a message sees it that acts in the global entity and has time enough, unless it is said otherwise.
   *
   * @param changes settings of its own
   */
  client(caller: Partial<Caller> = {}, changes: Partial<Settings> = {}): ZuoraClient {
    const { tokens, clock, inFlight, searches, joinedReads } = this;
    const shared = { http: this.#http, tokens, inFlight, searches, joinedReads };
    const settings = { ...this.settings, ...changes };
    const options = { ...shared, settings, now: clock.now, onCall: () => undefined };
    return new ZuoraClient(options, {
      entityId: seedEntity.global,
      trackId,
      idempotencyKey: new IdempotencyKey(trackId, 0),
      requireTime: () => undefined,
      ...caller,
    });
  }

  /** The service's OAuth client gets another secret in Zuora, or another scope. */
  async changeClient(changes: Partial<OAuthClient>): Promise<void> {
    await this.sandbox('POST', 'clients', { clients: [{ ...seedClient.service, ...changes }] });
  }

  /** Puts another value into the secret. */
  async rotate(changes: object): Promise<void> {
    const SecretString = JSON.stringify({ ...secretValue(this.zuora.url), ...changes });
    await this.#secrets.putSecretValue({ SecretId: this.settings.secret, SecretString });
  }

  /** Asks the sandbox behind Zuora's back. */
  async sandbox(method: string, path: string, body?: object): Promise<unknown> {
    const reply = await sendToSandbox(this.zuora.url, method, `/_sandbox/${path}`, { body });
    if (reply.status >= 300) throw new Error(JSON.stringify(reply.body));
    return reply.body;
  }

  /** @returns the login of a new user, who was created in the global entity */
  async addUser(): Promise<string> {
    const username = `${randomUUID()}@example.com`;
    await this.sandbox('POST', 'users', { users: [{ username }] });
    return username;
  }

  /** The access of a user beside the global entity: what is granted, and what awaits an administrator. */
  async accessOf(login: string): Promise<{ readonly granted: readonly string[]; readonly pending: readonly string[] }> {
    const { users } = knownUsers.parse(await this.sandbox('GET', 'state'));
    const { accessibleEntityIds = [], pendingEntityIds = [] } = users.find(({ username }) => username === login) ?? {};
    return { granted: accessibleEntityIds.filter((id) => id !== seedEntity.global), pending: pendingEntityIds };
  }

  /** The calls that Zuora received, those for tokens too. */
  async calls(): Promise<CallRecord[]> {
    return z.array(callRecordSchema).parse(await this.sandbox('GET', 'calls'));
  }

  /** Their paths without queries, in the order of their arrival. */
  async paths(): Promise<string[]> {
    return (await this.calls()).map(({ path }) => path.replace(/\?.*/, ''));
  }
}

const knownUsers = z.object({
  users: z.array(
    z.object({ username: z.string(), accessibleEntityIds: z.array(z.string()), pendingEntityIds: z.array(z.string()) }),
  ),
});

/** How a call fails. Rejects if it succeeds, or fails otherwise. */
export async function failureOf(call: Promise<unknown>): Promise<ZuoraFailure> {
  const error = await call.then(
    () => new Error('it succeeded'),
    (reason: unknown) => reason,
  );
  if (error instanceof ZuoraFailure) return error;
  throw error;
}
