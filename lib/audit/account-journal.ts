/** Keeps the audit log of one attempt at an account. */
import pMap from 'p-map';
import type { LinkedAccount } from '../account/account-item.ts';
import type { Finding } from '../account/finding.ts';
import { type AccountLease, firstBegunAt } from '../account/lease.ts';
import type { AuditLog } from './audit-log.ts';
import { type AuditedEvent, type EntityEnding, entryOfEnding, entryOfFinding } from './entries.ts';

interface Options {
  readonly log: AuditLog;
  readonly lease: AccountLease;
  /** Undefined for a look. */
  readonly event?: AuditedEvent;
  /** How long the log keeps an entry; undefined for ever. */
  readonly retentionDays?: number | undefined;
  readonly now: () => number;
}

/** Writes under way at once. */
const concurrency = 10;

export class AccountJournal {
  readonly #options: Options;
  #isBegun = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /**
   * Writes what was found. The login is written first: a later attempt takes it for known.
   *
   * @param learned the account with what was found
   */
  readonly found = async (findings: readonly Finding[], learned: LinkedAccount): Promise<void> => {
    const { log } = this.#options;
    await this.began();
    const context = this.#context(learned);
    await pMap(findings, (finding) => log.write(entryOfFinding(finding, context)), { concurrency });
  };

  /** @param endings one an entity */
  async ended(endings: readonly EntityEnding[], learned: LinkedAccount): Promise<void> {
    const { log, event } = this.#options;
    if (event === undefined) return;
    const context = { ...this.#context(learned), event };
    await pMap(endings, (ending) => log.write(entryOfEnding(ending, context)), { concurrency });
  }

  /** Remembers the account's login, if this may be the first attempt that does. */
  async began(): Promise<void> {
    if (this.#isBegun) return;
    const { log, lease } = this.#options;
    const { stored, known, identity } = lease;
    if (!stored.isTakenOver) await log.remember(known.id, known.login, identity);
    this.#isBegun = true;
  }

  #context(linked: LinkedAccount) {
    const { lease, event, retentionDays, now } = this.#options;
    const { owner, begunAt } = lease;
    return { owner, begunAt, firstBegunAt: firstBegunAt(lease), event, linked, retentionDays, now: now() };
  }
}
