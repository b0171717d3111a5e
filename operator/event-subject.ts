/** Whom and what an event is about, as a person reads it. */
import { changedEntityIds } from '../lib/event/changed-entities.ts';
import { derivedSource } from '../lib/event/derived-source.ts';
import type { LoggedCommand } from '../lib/log-line.ts';
import type { NameEntity } from './policy/entity-naming.ts';

/** The person, if the event is about one, and the entities or the connection. */
export function describeSubject(command: LoggedCommand, nameEntity: NameEntity): readonly string[] {
  const { username, connectionId } = command;
  const entities = describeEntities(changedEntityIds(command), nameEntity);
  return [username, connectionId && `connection ${connectionId}`, entities].filter((part) => part !== undefined);
}

/**
 * What a request gives beside plain access, what a revocation does other than end all access, and which decision of the
 * policy it is.
 */
export function describeTerms(command: LoggedCommand): readonly string[] {
  const { assignment, expiresAt, assignments, hold } = command;
  const only = describeNames(assignments ?? []);
  return [
    describeRevision(command),
    describeState(command),
    assignment && `assignment ${assignment}`,
    expiresAt && `until ${expiresAt}`,
    only && `only assignment ${only}`,
    hold && 'held',
  ].filter((term) => typeof term === 'string');
}

type Revision = Pick<LoggedCommand, 'generation' | 'revision'>;

/** @returns undefined for what is no decision of the policy */
export function describeRevision({ generation, revision }: Revision): string | undefined {
  return generation === undefined ? undefined : `generation ${generation}, revision ${revision}`;
}

/** Why the person is to have no access at all; undefined for others. */
export function describeState({ isSuspended, hasLeft }: Pick<LoggedCommand, 'isSuspended' | 'hasLeft'>) {
  if (hasLeft) return 'has left';
  return isSuspended ? 'suspended' : undefined;
}

/** @returns undefined if there are none */
export function describeEntities(entityIds: readonly string[], nameEntity: NameEntity): string | undefined {
  return describeNames(entityIds.map(nameEntity));
}

const maxNames = 5;

/** @returns undefined if there are none */
export function describeNames(names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const first = names.slice(0, maxNames).join(', ');
  return names.length > maxNames ? `${first} and ${names.length - maxNames} more` : first;
}

interface KnownIds {
  readonly eventId?: string | undefined;
  readonly source?: string | undefined;
  readonly identityEventId?: string | undefined;
  readonly correlationId?: string | undefined;
}

/**
 * The event's id. The id of an event that this service derived is a hash. Then it is the id of the identity event, by
 * which `status` finds the derived ones too.
 */
export function describeEventId({ eventId, source, identityEventId, correlationId }: KnownIds): string | undefined {
  if (eventId === undefined || source !== derivedSource) return eventId;
  return identityEventId ?? correlationId ?? `${eventId.slice(0, 8)}…`;
}
