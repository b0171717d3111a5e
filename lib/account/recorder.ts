/** Writes what an attempt learns: into the audit log, then into the account's item, one write at a time. */
import type { LinkedAccount } from './account-item.ts';
import type { Learnt } from './convergence.ts';
import type { Finding } from './finding.ts';
import type { AccountLease } from './lease.ts';
import type { LinkedAccounts } from './linked-accounts.ts';

/** Another delivery acquired the account meanwhile. */
class AccountLost extends Error {
  constructor() {
    super('another delivery has acquired the account');
  }
}

export interface Records {
  readonly accounts: Pick<LinkedAccounts, 'record'>;
  /**
   * Writes what was found into the audit log. Before the account says it: what an attempt leaves out that is cut off, the
   * next one finds again.
   */
  readonly audit: (findings: readonly Finding[], learned: LinkedAccount) => Promise<void>;
}

export class Recorder {
  readonly #records: Records;
  #lease: AccountLease;
  #learned: LinkedAccount;
  #findings: readonly Finding[];
  #queue: Promise<void> = Promise.resolve();
  #failure: unknown;

  constructor(records: Records, lease: AccountLease, { linked, findings }: Learnt) {
    this.#records = records;
    this.#lease = lease;
    this.#learned = linked;
    this.#findings = findings;
  }

  /** As it was recorded last. */
  get lease(): AccountLease {
    return this.#lease;
  }

  get learned(): LinkedAccount {
    return this.#learned;
  }

  /** What the audit log does not have yet. */
  get findings(): readonly Finding[] {
    return this.#findings;
  }

  /** Why nothing more can be recorded: AccountLost, or DynamoDB's error. Undefined if it can. */
  get failure(): unknown {
    return this.#failure;
  }

  learn(learn: (learned: LinkedAccount) => Learnt): void {
    const { linked, findings } = learn(this.#learned);
    this.#learned = linked;
    this.#findings = [...this.#findings, ...findings];
  }

  /** Ends when all that is learned by now is recorded, or nothing more can be. What is learned meanwhile goes with it. */
  record(): Promise<void> {
    this.#queue = this.#queue.then(() => this.#write());
    return this.#queue;
  }

  async #write(): Promise<void> {
    if (this.#failure !== undefined || this.#lease.stored === this.#learned) return;
    const [learned, findings] = [this.#learned, this.#findings];
    try {
      await this.#records.audit(findings, learned);
      this.#findings = this.#findings.slice(findings.length);
      const lease = await this.#records.accounts.record(this.#lease, learned);
      if (lease) this.#lease = lease;
      else this.#failure = new AccountLost();
    } catch (error) {
      this.#failure = error;
    }
  }
}
