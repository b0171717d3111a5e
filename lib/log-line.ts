/** The lines that the functions log, and that an operator reads: what `telemetry.ts` writes, `operator/log` reads. */
import type { AccessTerms } from './access-terms.ts';
import type { KnownDecisionTerms } from './decision-terms.ts';
import type { Outcome } from './outcome.ts';

/** What an event asks for: fields of its contract. */
export interface LoggedCommand extends AccessTerms, KnownDecisionTerms {
  readonly username?: string | undefined;
  /** The entity of the call. */
  readonly entityId?: string | undefined;
  readonly targetEntityId?: string | undefined;
  readonly targetEntityIds?: readonly string[] | undefined;
  readonly connectionId?: string | undefined;
}

/** The event that counts in an entity instead of an older one. */
interface SupersededBy {
  readonly entityId: string;
  /** What said it, such as an operation. */
  readonly operation?: string | undefined;
  /** The time of the newer event, in RFC 3339; undefined for the policy, which has none. */
  readonly time?: string | undefined;
}

/** One line of the audit trail. It never holds a body, a secret or a token; only the command names people. */
export interface OutcomeLine {
  readonly outcome: Outcome;
  readonly operation: string;
  readonly messageId: string;
  readonly eventId?: string | undefined;
  readonly source?: string | undefined;
  /** The identity system's name, if the service derived the event from one of its events. */
  readonly identitySource?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly requestedBy?: string | undefined;
  readonly requestReason?: string | undefined;
  /** What was to be done, and in which entity. */
  readonly command?: LoggedCommand | undefined;
  /** The entities of the command for which a newer event counts. */
  readonly superseded?: readonly string[] | undefined;
  /** The newer event of each of these entities. */
  readonly supersededBy?: readonly SupersededBy[] | undefined;
  /** The entities in which the user has access that nothing explains. */
  readonly unmanaged?: readonly string[] | undefined;
  readonly entityId?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  /** Counts from 1. */
  readonly attempt?: number | undefined;
  readonly reason?: string | undefined;
  readonly detail?: string | undefined;
  readonly retryInSeconds?: number | undefined;
  readonly zuoraId?: string | undefined;
  /** Of the latest answer. */
  readonly zuoraRequestId?: string | undefined;
  /** By entity, if Zuora answered in several: of the latest write there, else of the latest read. */
  readonly zuoraRequestIds?: Readonly<Record<string, string>> | undefined;
  /** How long the message was in the queue when its delivery began. */
  readonly queueAgeMs: number;
  readonly durationMs: number;
}

/** What becomes of an identity event. */
export type TranslationOutcome = 'translated' | 'quarantined' | 'ignored' | 'unresolvable' | 'dead-letter';

/**
 * One line of the audit trail of translation, about one change of one person. It names the user whose access changes,
 * and holds nothing else of the person.
 */
export interface TranslationLine {
  readonly outcome: TranslationOutcome;
  readonly operation: string;
  readonly messageId: string;
  /** The identity system's name, where it was recognised. */
  readonly source: string | undefined;
  /** The system's own id of the event. */
  readonly eventId?: string;
  /** What happened to the person, such as `joined`. */
  readonly change?: string;
  readonly reason?: string;
  readonly detail?: string;
  readonly username?: string;
  /** Entities by the policy's names for them. */
  readonly granted?: readonly string[];
  readonly revoked?: readonly string[];
  /** Entities that the person should no longer have, and that the service does not revoke. An operator looks at them. */
  readonly reported?: readonly string[];
  /** Entities whose access ends after the policy's grace, unless a rule gives it by then. */
  readonly ending?: readonly string[];
  /** When that is. */
  readonly endsAt?: string;
  /** Entities whose grant or end waits for an operator, because the safeguard counts too many. */
  readonly quarantined?: readonly string[];
  /** The ids of the sets that these wait in. */
  readonly quarantineSets?: readonly string[];
  /** What too many changes follow from, such as `group zuora-germany`. */
  readonly causes?: readonly string[];
  /** The ids of the rules that grant the entities in `granted`. */
  readonly grantedBy?: readonly string[];
  /** The ids of the rules behind the end of the entities in `revoked`, `reported` or `ending`; none for a leaver. */
  readonly endedBy?: readonly string[];
  /** Entities that rules grant, and that the person does not get as long as something is unknown. */
  readonly withheld?: readonly string[];
  /** The ids of the rules that withhold the entities in `withheld`. */
  readonly withheldBy?: readonly string[];
  /** The attributes that would decide about the entities in `withheld`. */
  readonly unknown?: readonly string[];
  /** When it takes effect, where that is later than it was said. */
  readonly effectiveAt?: string;
  /** The ids of the events that were sent. */
  readonly sent?: readonly string[];
}

/** One line about a sweep. It names nobody. */
export interface SweepLine {
  readonly of: 'accounts' | 'people';
  /** Those that are due, as far as a sweep reads them. */
  readonly due: number;
  /** Messages that were on the queue of looks already; approximate. */
  readonly waiting: number;
  /** Those that will be looked at. */
  readonly sent: number;
  /** Why some could not be sent, if so. The next sweep finds them again. */
  readonly problem?: string | undefined;
}

/** One line about a source of identity events from which nothing comes. It names nobody. */
export interface SilentSourceLine {
  readonly reason: 'source-silent';
  /** By its name; in the plain form with its publisher. */
  readonly source: string;
  /** When its newest message was sent, RFC 3339. */
  readonly since: string;
  /** For how long it usually rests at the most. */
  readonly longestGapMs: number;
}
