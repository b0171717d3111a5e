/** Keeps the secret's value for a few minutes. Rotating the secret needs no deployment, and a message needs no reading. */
import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { SecretUnreadable, ServiceError } from '../errors.ts';
import type { FunctionSettings } from '../settings.ts';
import { SingleFlight } from '../single-flight.ts';
import { type Credentials, parseCredentials } from './credentials.ts';

/** How long after its reading a value may still be used, while the secret cannot be read again. */
const maxStaleness = 3_600_000;

interface Reading {
  readonly credentials: Credentials;
  readonly readAt: number;
}

interface FailedReading {
  readonly problem: string;
  /** When the secret is read again; milliseconds since the epoch. */
  readonly retryAt: number;
}

/**
 * A secret that cannot be read again stops nobody at once: its last good value stays in use for an hour, as in AWS's own
 * caching libraries. https://github.com/aws/aws-secretsmanager-caching-java
 */
export class CredentialsCache {
  readonly #client: SecretsManagerClient;
  readonly #settings: FunctionSettings;
  readonly #now: () => number;
  readonly #onUnreadable: (problem: string) => void;
  readonly #reads = new SingleFlight<Credentials>();
  #latest: Reading | undefined;
  #failed: FailedReading | undefined;

  /** @param onUnreadable called with the problem of each failed read */
  constructor(
    client: SecretsManagerClient,
    settings: FunctionSettings,
    now: () => number,
    onUnreadable: (problem: string) => void,
  ) {
    this.#client = client;
    this.#settings = settings;
    this.#now = now;
    this.#onUnreadable = onUnreadable;
  }

  /** @throws SecretUnreadable when there is no value, it does not fit or cannot be read, and no recent value is known */
  current(): Promise<Credentials> {
    return this.#youngerThan(this.#settings.secretCache);
  }

  /**
   * For credentials that Zuora rejected: reads the secret again, at most once a minute.
   *
   * @throws SecretUnreadable
   */
  reread(): Promise<Credentials> {
    return this.#youngerThan(this.#settings.secretReread);
  }

  async #youngerThan(age: number): Promise<Credentials> {
    const now = this.#now();
    if (this.#latest && now - this.#latest.readAt < age) return this.#latest.credentials;
    if (this.#failed && now < this.#failed.retryAt) return this.#lastGood(this.#failed);
    // Stryker disable next-line StringLiteral: there is only one secret, so its name does not matter
    return this.#reads.run('secret', () => this.#read());
  }

  async #read(): Promise<Credentials> {
    const readAt = this.#now();
    try {
      const credentials = await this.#fetch();
      this.#latest = { credentials, readAt };
      this.#failed = undefined;
      return credentials;
    } catch (error) {
      const problem = this.#problemOf(error);
      this.#failed = { problem, retryAt: this.#now() + this.#settings.secretReread };
      this.#onUnreadable(problem);
      return this.#lastGood(this.#failed);
    }
  }

  #lastGood({ problem, retryAt }: FailedReading): Credentials {
    const now = this.#now();
    if (this.#latest && now - this.#latest.readAt < maxStaleness) return this.#latest.credentials;
    throw new SecretUnreadable(problem, retryAt - now);
  }

  async #fetch(): Promise<Credentials> {
    const { secret, stage, awsTimeout } = this.#settings;
    // Stryker disable next-line StringLiteral: a value always has a version; without text, anything but JSON will do
    const { SecretString = '', VersionId = '' } = await this.#client.send(
      new GetSecretValueCommand({ SecretId: secret }),
      { abortSignal: AbortSignal.timeout(awsTimeout) },
    );
    return parseCredentials(secret, stage, SecretString, VersionId);
  }

  #problemOf(error: unknown): string {
    const { secret } = this.#settings;
    if (error instanceof ServiceError) return error.message;
    if (error instanceof ResourceNotFoundException) {
      return `The secret ${secret} does not exist or has no value yet; put one in.`;
    }
    const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return `The secret ${secret} cannot be read: ${said}`;
  }
}
