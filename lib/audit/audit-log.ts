/** The audit log, in a table of its own. An entry is written once, and never changed. */
import { marshall } from '@aws-sdk/util-dynamodb';
import { type Dynamodb, isFailedCondition } from '../dynamodb/dynamodb.ts';
import type { FunctionSettings } from '../settings.ts';
import { type AuditAlias, type AuditEntry, aliasPrefix } from './audit-entry.ts';

type AuditSettings = Pick<FunctionSettings, 'audit' | 'awsTimeout'>;

export class AuditLog {
  readonly #client: Dynamodb;
  readonly #settings: AuditSettings;

  constructor(client: Dynamodb, settings: AuditSettings) {
    this.#client = client;
    this.#settings = settings;
  }

  /**
   * Writes an entry, unless another attempt has written it.
   *
   * @returns false if another attempt has
   */
  async write(entry: AuditEntry): Promise<boolean> {
    // The client may send it twice, and the second finds the first.
    return this.#put(entry, 'attribute_not_exists(#account) OR #owner = :owner', {
      names: { '#account': 'account', '#owner': 'owner' },
      values: { ':owner': entry.owner },
    });
  }

  /**
   * Remembers the login of an account.
   *
   * @param key of the login, the same for all its spellings
   */
  async remember(account: string, login: string, key: string): Promise<void> {
    const alias: AuditAlias = {
      ...{ version: 1, account, position: `${aliasPrefix}${key}` },
      ...{ day: `${aliasPrefix}${key}`, place: account, login },
    };
    await this.#put(alias, 'attribute_not_exists(#account)', { names: { '#account': 'account' } });
  }

  /** @returns whether the condition held */
  async #put(
    item: AuditEntry | AuditAlias,
    condition: string,
    { names, values }: { readonly names: Record<string, string>; readonly values?: Record<string, string> },
  ): Promise<boolean> {
    const put = {
      TableName: this.#settings.audit,
      Item: marshall(item, { removeUndefinedValues: true }),
      ConditionExpression: condition,
      ExpressionAttributeNames: names,
      ...(values && { ExpressionAttributeValues: marshall(values) }),
    };
    try {
      await this.#client.putItem(put, { abortSignal: AbortSignal.timeout(this.#settings.awsTimeout) });
      return true;
    } catch (error) {
      if (isFailedCondition(error)) return false;
      throw error;
    }
  }
}
