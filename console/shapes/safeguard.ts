/** What the page Safeguard gets and sends. */

interface WaitingEffect {
  /** Of this effect on this person, and of no other. */
  readonly id: string;
  readonly change: string;
  readonly entity: string;
  readonly behind: readonly string[];
  /** RFC 3339. */
  readonly since: string;
}

export interface WaitingRow {
  readonly id: string;
  /** The newest one; the id of somebody without one. */
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

/** What becomes of the effects of a set that an operator has seen. */
export interface SetRequest extends Pick<QuarantineRow, 'set' | 'state'> {
  /** Their ids. */
  readonly effects: readonly string[];
}

export interface ReleaseRequest extends SetRequest {
  /** Whether they are all effects of the set. */
  readonly isAll: boolean;
}

export interface ExpectRequest {
  readonly direction: 'revocations' | 'grants';
  readonly count: number;
  /** RFC 3339. */
  readonly until: string;
}

export interface DatedChange {
  readonly id: string;
  /** Another one once the source has announced the change anew. */
  readonly mark: string;
  readonly person?: string | undefined;
  readonly change: string;
  /** RFC 3339. */
  readonly effectiveAt?: string | undefined;
  readonly source: string;
  readonly state: string;
}

/** A change that an operator has seen. */
export type CancelRequest = Pick<DatedChange, 'id' | 'mark'>;

export interface DatedChanges {
  /** The earliest date first. */
  readonly changes: readonly DatedChange[];
}
