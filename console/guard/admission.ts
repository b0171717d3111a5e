/** Who may use the console: browsers that brought the one-time token of a printed address. */
import { createHash } from 'node:crypto';

/** A browser that was let in. */
export interface Visitor {
  /** Its cookie's value. */
  readonly cookie: string;
  /** What its own pages send with every request. No other page can read it: cookies go to every port of a host. */
  readonly pageToken: string;
}

/** Milliseconds for which a token lets a browser in: the log of a terminal is kept for longer than it is watched. */
export const tokenLifetime = 15 * 60_000;

export class Admission {
  readonly #newSecret: () => string;
  readonly #now: () => number;
  /** By the hash of the secret, so that the time of a look-up tells nothing of it. */
  #open: { readonly hash: string; readonly expiresAt: number } | undefined;
  readonly #visitors = new Map<string, Visitor>();

  /**
   * @param newSecret returns 256 random bits as text
   * @param now milliseconds since the epoch
   */
  constructor(newSecret: () => string, now: () => number) {
    this.#newSecret = newSecret;
    this.#now = now;
  }

  /** A new token, which lets in one browser for some time. It takes the place of the one before. */
  issue(): string {
    const token = this.#newSecret();
    this.#open = { hash: hashOf(token), expiresAt: this.#now() + tokenLifetime };
    return token;
  }

  /** @returns undefined for a token that was never issued, that was used already, or that has expired */
  admit(token: string): Visitor | undefined {
    const open = this.#open;
    if (open === undefined || open.hash !== hashOf(token) || this.#now() >= open.expiresAt) return undefined;
    this.#open = undefined;
    const visitor = { cookie: this.#newSecret(), pageToken: this.#newSecret() };
    this.#visitors.set(hashOf(visitor.cookie), visitor);
    return visitor;
  }

  find(cookie: string | undefined): Visitor | undefined {
    return cookie === undefined ? undefined : this.#visitors.get(hashOf(cookie));
  }
}

/** Whether a page of this browser sent the request. */
export function isOwnPage({ pageToken }: Visitor, sent: string | undefined): boolean {
  return sent !== undefined && hashOf(sent) === hashOf(pageToken);
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
