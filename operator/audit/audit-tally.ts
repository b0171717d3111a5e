/** What an export holds, counted: how many entries of each kind, and of each policy that they name. */
import { type AuditEntry, operatorAccount } from '../../lib/audit/audit-entry.ts';

export interface OutcomeCount {
  /** Null for entries that concern no entity. */
  readonly entityId: string | null;
  readonly what: string;
  readonly outcome: string;
  readonly entries: number;
}

export interface PolicyCount {
  /** SHA-256 of the policy: see `policyHash`; null for entries that name none. */
  readonly policy: string | null;
  readonly entries: number;
  /** When the first and the last of its entries were written. */
  readonly first: string;
  readonly last: string;
}

export class AuditTally {
  readonly #outcomes = new Map<string, OutcomeCount>();
  readonly #policies = new Map<string, PolicyCount>();
  readonly #accounts = new Set<string>();
  #entries = 0;

  add({ account, entityId, what, outcome, policy, recordedAt }: AuditEntry): void {
    this.#entries += 1;
    if (account !== operatorAccount) this.#accounts.add(account);
    const kind = JSON.stringify([entityId, what, outcome]);
    const count = this.#outcomes.get(kind)?.entries ?? 0;
    this.#outcomes.set(kind, { entityId: entityId ?? null, what, outcome, entries: count + 1 });
    const known = this.#policies.get(policy ?? '');
    const { entries = 0, first = recordedAt, last = recordedAt } = known ?? {};
    this.#policies.set(policy ?? '', {
      ...{ policy: policy ?? null, entries: entries + 1 },
      ...{ first: recordedAt < first ? recordedAt : first, last: recordedAt > last ? recordedAt : last },
    });
  }

  get entries(): number {
    return this.#entries;
  }

  /** The ids of all accounts with an entry, in one order. */
  get accounts(): readonly string[] {
    return [...this.#accounts].sort();
  }

  get outcomes(): readonly OutcomeCount[] {
    return inOrder(this.#outcomes);
  }

  get policies(): readonly PolicyCount[] {
    return inOrder(this.#policies);
  }
}

function inOrder<Value>(byKey: ReadonlyMap<string, Value>): readonly Value[] {
  return [...byKey.keys()].sort().flatMap((key) => byKey.get(key) ?? []);
}
