/** Tells whether the linked accounts of a person know what was decided about them. */
import * as z from 'zod/mini';
import { isNewerDecision } from '../account/decision-order.ts';
import type { Dynamodb } from '../dynamodb/dynamodb.ts';
import { fieldsOf } from '../ledger/ledger-item.ts';
import { LedgerTable } from '../ledger/ledger-table.ts';
import { userIdentity } from '../ledger/user-item.ts';
import type { HeldLogin, KnownPerson } from './known-person.ts';

interface AccountsSettings {
  /** The name of the table of linked accounts. */
  readonly accounts: string;
  readonly ledgerRetention: number;
  /** Of one call, with its repeats; milliseconds. */
  readonly awsTimeout: number;
}

const account = z.object({ decision: z.optional(z.object({ generation: z.number(), revision: z.number() })) });

export class ToldAccounts {
  readonly #items: LedgerTable;

  constructor(client: Dynamodb, settings: AccountsSettings, now: () => number) {
    const { accounts: name, ledgerRetention: retention, awsTimeout: timeout } = settings;
    this.#items = new LedgerTable(client, { name, retention, timeout }, now);
  }

  /**
   * Whether the account of every login has acquired the decision, or a newer one. Without a decision there is nothing to know.
   *
   * @throws ServiceError `newer-record`
   */
  async know({ logins, revision }: Pick<KnownPerson, 'logins' | 'revision'>): Promise<boolean> {
    if (revision === 0) return true;
    const known = await Promise.all(logins.map((login) => this.#knows(login, revision)));
    return known.every(Boolean);
  }

  async #knows({ login, generation }: HeldLogin, revision: number): Promise<boolean> {
    const item = await this.#items.read(userIdentity(login));
    const { decision } = item ? account.parse(fieldsOf(item, 'account')) : {};
    return decision !== undefined && !isNewerDecision({ generation, revision }, decision);
  }
}
