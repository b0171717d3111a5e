/** What the page People gets and sends. */
import type { Facts } from './dead-letters.ts';

export interface PersonRow {
  /** Leads to the person: their id, or the login of somebody of whom no source told. */
  readonly key: string;
  /** The newest one; the id of somebody without one. */
  readonly login: string;
  readonly name?: string | undefined;
  /** In words; undefined if no source told of them. */
  readonly state?: string | undefined;
  readonly sources: readonly string[];
  /** By name: where they have access, and where it is pending. */
  readonly access: readonly string[];
  readonly pending: readonly string[];
}

export interface PeopleFound {
  readonly people: readonly PersonRow[];
  /** Whether nobody else matches. */
  readonly isAll: boolean;
}

export interface KnownValue {
  readonly name: string;
  readonly value: string;
  /** RFC 3339. */
  readonly saidAt: string;
  readonly since: string;
}

export interface SourceAccountView {
  readonly title: string;
  readonly state: string;
  readonly values: readonly KnownValue[];
}

export interface DecisionRow {
  readonly entity: string;
  readonly decision: string;
  readonly rules: readonly string[];
}

export type Answer = 'yes' | 'no' | 'pending';

export interface EntityRow {
  readonly id: string;
  readonly name: string;
  readonly isHome: boolean;
  readonly answer: Answer;
  /** Such as `verified`; undefined if nothing names the entity. */
  readonly state?: string | undefined;
  /** Why they have it, and what forbids it. */
  readonly why: string;
  /** When the assignments end; RFC 3339. */
  readonly ends: readonly string[];
  readonly askedBy: readonly string[];
  readonly approvedBy: readonly string[];
  /** RFC 3339. */
  readonly since?: string | undefined;
  readonly seenAt?: string | undefined;
}

export interface HistoryRow {
  /** RFC 3339. */
  readonly at: string;
  readonly entity?: string | undefined;
  readonly deed: string;
  readonly why?: string | undefined;
  readonly by?: string | undefined;
  readonly eventId?: string | undefined;
  readonly detail?: string | undefined;
}

/** A revocation in force. */
export interface BlockRow {
  readonly entityId: string;
  readonly entity: string;
  /** RFC 3339. */
  readonly revokedAt: string;
  /** Whether no newer request lifts it. */
  readonly isHeld: boolean;
}

export interface PersonDetail {
  /** Undefined if no source told of them. */
  readonly id?: string | undefined;
  /** The chosen or the newest one that is theirs; else the newest that was, and nothing of it is shown. */
  readonly login: string;
  /** Further ones that are theirs. The access and the history of each are on a page of its own. */
  readonly otherLogins: readonly string[];
  /** Logins that they had, and somebody else has now. */
  readonly lostLogins: readonly string[];
  readonly facts: Facts;
  readonly sources: readonly SourceAccountView[];
  readonly decisions: readonly DecisionRow[];
  readonly entities: readonly EntityRow[];
  readonly blocks: readonly BlockRow[];
  /** When all this was read; RFC 3339. */
  readonly readAt: string;
  /** The newest first, and not all if there are very many. */
  readonly history: readonly HistoryRow[];
  /** How many entries the audit log has of their account. */
  readonly entries: number;
  /** How many it has of other accounts that had the login before. Nothing of them is shown. */
  readonly otherEntries: number;
}

interface ZuoraAccessRow {
  readonly name: string;
  readonly hasAccess: boolean;
  /** What the policy says by the login alone. */
  readonly policy: string;
}

/** A person's access as Zuora shows it now. */
export interface ZuoraAccessView {
  readonly username: string;
  readonly entities: readonly ZuoraAccessRow[];
}

export interface ComparedEntity {
  readonly entity: string;
  readonly before: string;
  readonly after: string;
  readonly isDifferent: boolean;
}

/** What a revocation of everything would do. */
export interface RevocationPlan {
  readonly username: string;
  /** By name. */
  readonly targets: readonly string[];
  readonly withAccess: readonly string[];
  /** Outside the limits of the stage. */
  readonly impossible: readonly string[];
  /** The home entity, if they have access there: it stays. */
  readonly home?: string | undefined;
}

/** Whom an operator has seen with a login: it may be somebody else's when the request comes. */
interface SeenLogin {
  readonly login: string;
  /** The id of the person; undefined if no source told of them. */
  readonly person?: string | undefined;
}

export interface RevokeRequest extends SeenLogin {
  /** What the operator typed: the login. */
  readonly typed: string;
  readonly hold: boolean;
  readonly reason: string;
}

export interface UnblockRequest extends SeenLogin {
  /** Those that the operator has seen. */
  readonly blocks: readonly Omit<BlockRow, 'entity'>[];
  /** When they were read; RFC 3339. */
  readonly readAt: string;
  readonly reason: string;
}
