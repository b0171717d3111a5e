/** What the page Safeguard gets and sends. */

interface WaitingEffect {
  readonly change: string;
  readonly entity: string;
  readonly behind: readonly string[];
  /** RFC 3339. */
  readonly since: string;
}

export interface WaitingRow {
  /** Names the person in a release. */
  readonly login: string;
  readonly isLeaver: boolean;
  readonly effects: readonly WaitingEffect[];
}

export interface QuarantineRow {
  readonly set: string;
  readonly state: 'open' | 'kept' | 'released';
  readonly cause: string;
  readonly direction: string;
  /** RFC 3339. */
  readonly since: string;
  /** Those who have left first. */
  readonly people: readonly WaitingRow[];
}

export interface Limit {
  readonly name: string;
  /** Undefined where it is counted by cause. */
  readonly used?: number | undefined;
  readonly limit: number;
}

export interface SafeguardState {
  readonly isOff: boolean;
  readonly activePeople?: number | undefined;
  readonly limits: readonly Limit[];
  /** In words. */
  readonly expected: readonly string[];
  readonly sets: readonly QuarantineRow[];
}

export interface SetRequest {
  readonly set: string;
  /** Logins of those who are released; left out for all of the set. */
  readonly only?: readonly string[] | undefined;
}

export interface ExpectRequest {
  readonly direction: 'revocations' | 'grants';
  readonly count: number;
  /** RFC 3339. */
  readonly until: string;
}

export interface DatedChange {
  readonly id: string;
  readonly person?: string | undefined;
  readonly change: string;
  /** RFC 3339. */
  readonly effectiveAt?: string | undefined;
  readonly source: string;
  readonly state: string;
}

export interface DatedChanges {
  /** The earliest date first. */
  readonly changes: readonly DatedChange[];
}
