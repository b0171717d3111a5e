/** Reads the linked accounts of a stage. */
import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { type LinkedAccount, linkedAccountOf } from '../../lib/account/account-item.ts';
import { userIdentity } from '../../lib/ledger/user-item.ts';
import { tablePages } from '../ledger/ledger-pages.ts';

export class AccountReader {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** The account of a login, in any spelling. Undefined if no event was about it. */
  async read(login: string): Promise<LinkedAccount | undefined> {
    const Key = marshall({ identity: userIdentity(login) });
    const { Item } = await this.#client.send(new GetItemCommand({ TableName: this.#table, Key, ConsistentRead: true }));
    return Item && linkedAccountOf(Item);
  }

  /** All accounts, page by page. */
  async *pages(): AsyncGenerator<readonly LinkedAccount[]> {
    for await (const { Items = [] } of tablePages(this.#client, this.#table)) yield Items.map(linkedAccountOf);
  }
}
