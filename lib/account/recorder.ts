/** Writes what an attempt learns into the account's item, one write at a time. */
import type { LinkedAccount } from './account-item.ts';
import type { AccountLease } from './lease.ts';
import type { LinkedAccounts } from './linked-accounts.ts';

/** Another delivery acquired the account meanwhile. */
class AccountLost extends Error {
  constructor() {
    super('another delivery has acquired the account');
  }
}

export class Recorder {
  readonly #accounts: Pick<LinkedAccounts, 'record'>;
  #lease: AccountLease;
  #learned: LinkedAccount;
  #queue: Promise<void> = Promise.resolve();
  #failure: unknown;

  constructor(accounts: Pick<LinkedAccounts, 'record'>, lease: AccountLease, learned: LinkedAccount) {
    this.#accounts = accounts;
    this.#lease = lease;
    this.#learned = learned;
  }

  /** As it was recorded last. */
  get lease(): AccountLease {
    return this.#lease;
  }

  get learned(): LinkedAccount {
    return this.#learned;
  }

  /** Why nothing more can be recorded: AccountLost, or DynamoDB's error. Undefined if it can. */
  get failure(): unknown {
    return this.#failure;
  }

  learn(change: (learned: LinkedAccount) => LinkedAccount): void {
    this.#learned = change(this.#learned);
  }

  /** Ends when all that is learned by now is recorded, or nothing more can be. What is learned meanwhile goes with it. */
  record(): Promise<void> {
    this.#queue = this.#queue.then(() => this.#write());
    return this.#queue;
  }

  async #write(): Promise<void> {
    if (this.#failure !== undefined || this.#lease.stored === this.#learned) return;
    try {
      const lease = await this.#accounts.record(this.#lease, this.#learned);
      if (lease) this.#lease = lease;
      else this.#failure = new AccountLost();
    } catch (error) {
      this.#failure = error;
    }
  }
}
