/** Keeps the secret's value for a few minutes, so that rotating it needs no deployment and messages no reading. */
import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { ServiceError } from '../errors.ts';
import type { Settings } from '../settings.ts';
import { SingleFlight } from '../single-flight.ts';
import { type Credentials, parseCredentials } from './credentials.ts';

export class CredentialsCache {
  readonly #client: SecretsManagerClient;
  readonly #settings: Settings;
  readonly #now: () => number;
  readonly #reads = new SingleFlight<Credentials>();
  #latest: { readonly credentials: Credentials; readonly readAt: number } | undefined;

  constructor(client: SecretsManagerClient, settings: Settings, now: () => number) {
    this.#client = client;
    this.#settings = settings;
    this.#now = now;
  }

  /** @throws ServiceError `bad-secret` when there is no value or it does not fit; Secrets Manager's own error otherwise */
  current(): Promise<Credentials> {
    return this.#youngerThan(this.#settings.secretCache);
  }

  /** For credentials that were rejected: reads the secret again, at most once a minute. */
  reread(): Promise<Credentials> {
    return this.#youngerThan(this.#settings.secretReread);
  }

  async #youngerThan(age: number): Promise<Credentials> {
    const latest = this.#latest;
    if (latest && this.#now() - latest.readAt < age) return latest.credentials;
    // Stryker disable next-line StringLiteral: there is but one secret, whatever it is called
    return this.#reads.run('secret', () => this.#read());
  }

  async #read(): Promise<Credentials> {
    const readAt = this.#now();
    const { secret, stage, awsTimeout } = this.#settings;
    try {
      // Stryker disable next-line StringLiteral: a value always has a version; without text, anything but JSON will do
      const { SecretString = '', VersionId = '' } = await this.#client.send(
        new GetSecretValueCommand({ SecretId: secret }),
        { abortSignal: AbortSignal.timeout(awsTimeout) },
      );
      const credentials = parseCredentials(secret, stage, SecretString, VersionId);
      this.#latest = { credentials, readAt };
      return credentials;
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
      throw new ServiceError('bad-secret', `The secret ${secret} does not exist or has no value yet; put one in.`);
    }
  }
}
