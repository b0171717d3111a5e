/** A Zuora user, and every reason for and against their access to an entity. */
import type { RequestedAssignment } from './requested-assignment.ts';
import type { RevocationOrder } from './revocation-order.ts';

/** All times are in milliseconds since the epoch. */
export interface Account {
  /** The newest that the policy decided about the person; undefined before the first. */
  readonly decision: Decision | undefined;
  /** The newest leaving of the person; undefined if they never left. */
  readonly leftAt: number | undefined;
  /** Where the user was created, as the newest request says that names it. Requests are made there. */
  readonly home?: Home | undefined;
  /** By entity id: every entity that an assignment or a block names, or named, as long as it counts. */
  readonly entities: ReadonlyMap<string, EntityReasons>;
  /** The orders in force of entities that are surplus, as one: it holds in every entity that is not listed. */
  readonly unlisted?: RevocationOrder | undefined;
  /** Requests at or before this time do not count, unless their assignment is listed: its end may have been forgotten. */
  readonly forgottenAt?: number | undefined;
}

/** The entity in which a user was created. */
interface Home {
  readonly entityId: string;
  readonly saidAt: number;
}

/** What the policy says of a person as a whole. The newest takes the place of every earlier one. */
export interface Decision {
  /** Raised when the login gets another person. */
  readonly generation: number;
  /** Raised when the assignments or the blocks of this person change. */
  readonly revision: number;
  readonly isSuspended: boolean;
  readonly hasLeft: boolean;
  /** Whether an operator has yet to say if the person has left. Until then the user gets nothing new. */
  readonly mayHaveLeft?: boolean | undefined;
  readonly leftAt: number | undefined;
  readonly home?: Home | undefined;
  /** By entity id. */
  readonly assignments: ReadonlyMap<string, RuleAssignment>;
  /** The rules that deny an entity, by entity id. */
  readonly denials: ReadonlyMap<string, readonly string[]>;
  /** The rules that no longer grant an entity, by entity id, where no other rule does. They block nothing. */
  readonly ended: ReadonlyMap<string, readonly string[]>;
  /** The other logins of the same user, as a source has renamed them. */
  readonly otherLogins?: readonly OtherLogin[] | undefined;
}

/** A login that the user had before, or has by now. */
export interface OtherLogin {
  readonly login: string;
  /** A later one is somebody else's. */
  readonly generation: number;
  /** What was said under it up to then is over. */
  readonly leftAt?: number | undefined;
}

/** All rules that grant an entity, together. */
interface RuleAssignment {
  readonly rules: readonly string[];
  /** When the access ends; undefined if no end is known. */
  readonly expiresAt?: number | undefined;
}

/** The reasons of one entity apart from the policy's decision. */
export interface EntityReasons {
  /** By the key of the assignment. */
  readonly requested: ReadonlyMap<string, RequestedAssignment>;
  /** Access that Zuora showed before anybody gave a reason for it. */
  readonly baseline?: Baseline | undefined;
  readonly approval?: Approval | undefined;
  readonly order?: RevocationOrder | undefined;
  /** Whether something other than an approval gave or ended the access before, and is forgotten or replaced. */
  readonly isNamed?: boolean | undefined;
  /** Whether a decision of the policy has named the entity, even one that came late. */
  readonly isDecided?: boolean | undefined;
}

export interface Baseline {
  readonly seenAt: number;
  /** Whether a rule or an end has taken its place. */
  readonly isReplaced: boolean;
}

/** An approval of access that nobody had given another reason for: an administrator's request in Zuora itself. */
export interface Approval {
  /** The time of the newest event that said it. */
  readonly time: number;
  /** Whether a request, a rule or an end has taken its place. */
  readonly isReplaced: boolean;
}

export const emptyAccount: Account = { decision: undefined, leftAt: undefined, entities: new Map() };

/** The ids of the entities that a decision names. */
export function decidedEntities({ assignments, denials, ended }: Decision): readonly string[] {
  return [...new Set([...assignments.keys(), ...denials.keys(), ...ended.keys()])];
}

/** The id of the entity in which the user was created, as it was said last; undefined if nobody said it. */
export function homeOf({ home, decision }: Account): string | undefined {
  const isDecided = decision?.home !== undefined && decision.home.saidAt > (home?.saidAt ?? -Infinity);
  return (isDecided ? decision.home : home)?.entityId;
}

/** The reasons of one entity. */
export function reasonsOf({ entities, unlisted }: Account, entityId: string): EntityReasons {
  return entities.get(entityId) ?? { requested: new Map(), order: unlisted };
}
