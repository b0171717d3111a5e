/** The secret with the OAuth clients, as an operator reads and writes it. */
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { NotFound } from '../errors.ts';

export interface SecretValue {
  /** Must never be shown. */
  readonly text: string;
  readonly versionId: string;
  readonly createdAt: Date | undefined;
}

export class OAuthSecret {
  readonly #client: SecretsManagerClient;
  readonly #name: string;

  constructor(client: SecretsManagerClient, name: string) {
    this.#client = client;
    this.#name = name;
  }

  /**
   * @returns undefined when it has no value yet
   * @throws NotFound when there is no such secret
   */
  async find(): Promise<SecretValue | undefined> {
    try {
      const SecretId = this.#name;
      const {
        SecretString = '',
        VersionId = '',
        CreatedDate,
      } = await this.#client.send(new GetSecretValueCommand({ SecretId }));
      return { text: SecretString, versionId: VersionId, createdAt: CreatedDate };
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
      await this.#requireSecret();
      return undefined;
    }
  }

  async put(text: string): Promise<void> {
    await this.#client.send(new PutSecretValueCommand({ SecretId: this.#name, SecretString: text }));
  }

  /** AWS reports a secret without a value by the same error as a missing secret. */
  async #requireSecret(): Promise<void> {
    try {
      await this.#client.send(new DescribeSecretCommand({ SecretId: this.#name }));
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
      throw new NotFound(`There is no secret ${this.#name} in this account and region.`);
    }
  }
}
