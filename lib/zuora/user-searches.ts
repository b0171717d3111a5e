/**
 * Keeps how far the search for a user has come. An invocation may end before a hundred entities have answered; the next
 * attempt at the message, or the next look at the account, then asks only where there is no answer yet.
 */

/** How often an entity has answered that it does not know the user, by entity id. */
export type TimesUnknown = Map<string, number>;

interface Search {
  readonly timesUnknown: TimesUnknown;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** What Zuora said longer ago may no longer be so. */
const maxAge = 15 * 60_000;

/** Those of a process. Another process begins anew. */
export class UserSearches {
  readonly #now: () => number;
  readonly #searches = new Map<string, Search>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @param searchId of a message, or of an account that is looked at: another event about the user searches for itself */
  begin(searchId: string, username: string): TimesUnknown {
    const now = this.#now();
    for (const [key, { expiresAt }] of this.#searches) if (expiresAt <= now) this.#searches.delete(key);
    const key = keyOf(searchId, username);
    const search = this.#searches.get(key) ?? { timesUnknown: new Map(), expiresAt: now + maxAge };
    this.#searches.set(key, search);
    return search.timesUnknown;
  }

  /** Forgets a search that has come to its end. The next look asks everywhere again. */
  end(searchId: string, username: string): void {
    this.#searches.delete(keyOf(searchId, username));
  }
}

function keyOf(searchId: string, username: string): string {
  return `${searchId} ${username}`;
}
