/** Who may use the console: browsers that brought the one-time token of a printed address. */
import { createHash } from 'node:crypto';

/** A browser that was let in. */
export interface Visitor {
  /** Its cookie's value. */
  readonly cookie: string;
  /** What its own pages send with every request. No other page can read it: cookies go to every port of a host. */
  readonly pageToken: string;
}

export class Admission {
  readonly #newSecret: () => string;
  /** By the hash of the secret, so that the time of a look-up tells nothing of it. */
  readonly #tokens = new Set<string>();
  readonly #visitors = new Map<string, Visitor>();

  /** @param newSecret returns 256 random bits as text */
  constructor(newSecret: () => string) {
    this.#newSecret = newSecret;
  }

  /** A new token, which lets in one browser. */
  issue(): string {
    const token = this.#newSecret();
    this.#tokens.add(hashOf(token));
    return token;
  }

  /** @returns undefined for a token that was never issued, or that was used already */
  admit(token: string): Visitor | undefined {
    if (!this.#tokens.delete(hashOf(token))) return undefined;
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
