/** The service's way to Zuora from real parts: a sandbox over HTTP, and a secret in the embedded AWS. */
import { randomUUID } from 'node:crypto';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll } from '@jest/globals';
import { z } from 'zod';
import { IdempotencyKey } from '../../../lib/delivery/idempotency-key.ts';
import type { Settings } from '../../../lib/settings.ts';
import { type Caller, ZuoraClient } from '../../../lib/zuora/client.ts';
import { CredentialsCache } from '../../../lib/zuora/credentials-cache.ts';
import { ZuoraFailure } from '../../../lib/zuora/failure.ts';
import { createHttp } from '../../../lib/zuora/http.ts';
import { type Grant, TokenCache } from '../../../lib/zuora/token-cache.ts';
import { CallRecord } from '../../../local/zuora/calls.ts';
import type { OAuthClient } from '../../../local/zuora/records.ts';
import { CLIENT, ENTITY, secretValue } from '../../../local/zuora/seed.ts';
import { type RunningZuora, startZuora } from '../../../local/zuora/server.ts';
import { embeddedAws } from '../../../operator/aws-access.ts';
import { Clock } from '../../clock.ts';
import { settings as exampleSettings } from '../../factories.ts';
import { type AwsProcess, startAwsProcess } from '../../local/aws/aws-process.ts';
import { send } from '../../local/zuora/client.ts';

export const trackId = '0f9b8f3e-6d0a-4f55-9a55-0d6a6a3b1f01';

/** The Secrets Manager of an embedded AWS that lives as long as the test file. */
export function useSecretsManager(): () => SecretsManager {
  let aws: AwsProcess;
  let secrets: SecretsManager;
  beforeAll(async () => {
    aws = await startAwsProcess();
    secrets = new SecretsManager(embeddedAws(aws.url));
  });
  afterAll(async () => {
    secrets.destroy();
    await aws.end('SIGTERM');
  });
  return () => secrets;
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
  /** What chance says from now on. */
  chance = 0;
  tokensRefreshed = 0;
  /** The problems that were told of. */
  readonly rejections: string[] = [];
  readonly #secrets: SecretsManager;
  readonly #http = createHttp();
  readonly #others: RunningZuora[] = [];

  private constructor(zuora: RunningZuora, clock: Clock, secrets: SecretsManager, settings: Settings) {
    this.zuora = zuora;
    this.clock = clock;
    this.settings = settings;
    this.#secrets = secrets;
    this.credentials = new CredentialsCache(secrets, settings, clock.now);
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
  static async begin(secrets: SecretsManager, changes: Partial<Settings> = {}): Promise<ZuoraAccess> {
    const clock = new Clock();
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
  grant(entityId: string = ENTITY.global): Promise<Grant> {
    return this.tokens.grant({ entityId, trackId, requireTime: () => undefined });
  }

  /**
   * Zuora as a message sees it that acts in the global entity and has time enough, unless it is said otherwise.
   *
   * @param changes settings of its own
   */
  client(caller: Partial<Caller> = {}, changes: Partial<Settings> = {}): ZuoraClient {
    const { tokens, clock } = this;
    const settings = { ...this.settings, ...changes };
    const options = { http: this.#http, tokens, settings, now: clock.now, onCall: () => undefined };
    return new ZuoraClient(options, {
      entityId: ENTITY.global,
      trackId,
      idempotencyKey: new IdempotencyKey(trackId, 0),
      requireTime: () => undefined,
      ...caller,
    });
  }

  /** The service's OAuth client gets another secret in Zuora, or another scope. */
  async changeClient(changes: Partial<OAuthClient>): Promise<void> {
    await this.sandbox('POST', 'clients', { clients: [{ ...CLIENT.service, ...changes }] });
  }

  /** Puts another value into the secret. */
  async rotate(changes: object): Promise<void> {
    const SecretString = JSON.stringify({ ...secretValue(this.zuora.url), ...changes });
    await this.#secrets.putSecretValue({ SecretId: this.settings.secret, SecretString });
  }

  /** Asks the sandbox behind Zuora's back. */
  async sandbox(method: string, path: string, body?: object): Promise<unknown> {
    const reply = await send(this.zuora.url, method, `/_sandbox/${path}`, { body });
    if (reply.status >= 300) throw new Error(JSON.stringify(reply.body));
    return reply.body;
  }

  /** The calls that Zuora received, those for tokens too. */
  async calls(): Promise<CallRecord[]> {
    return z.array(CallRecord).parse(await this.sandbox('GET', 'calls'));
  }

  /** Their paths without queries, in the order of their arrival. */
  async paths(): Promise<string[]> {
    return (await this.calls()).map(({ path }) => path.replace(/\?.*/, ''));
  }
}

/** How a call fails. Rejects if it succeeds, or fails otherwise. */
export async function failureOf(call: Promise<unknown>): Promise<ZuoraFailure> {
  const error = await call.then(
    () => new Error('it succeeded'),
    (reason: unknown) => reason,
  );
  if (error instanceof ZuoraFailure) return error;
  throw error;
}
