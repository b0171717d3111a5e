/** An effective-dated change, in words. */
import type { EffectiveChange } from '../../lib/ledger/effective-change.ts';
import { idOf } from './effective-changes.ts';

/** The change, with the group that it is about. */
export function describeChange({ change, groups: [group] }: EffectiveChange): string {
  return group === undefined ? change : `${change} ${group}`;
}

/** The source, with the publisher if several use its form. */
export function describeSource({ source, publisher }: EffectiveChange): string {
  return publisher === undefined ? source : `${source} ${publisher}`;
}

/**
 * Whether an event announced the change for a date.
 *
 * @param eventId the identity system's own id. An event's whole id may have the publisher before it.
 */
export function isAnnouncedBy({ announcedBy, effectiveAt }: EffectiveChange, eventId: string): boolean {
  const isSame = announcedBy === eventId || announcedBy.endsWith(`,${JSON.stringify(eventId)}]`);
  return effectiveAt !== undefined && isSame;
}

/** For a person. */
export function changeFacts(change: EffectiveChange): Record<string, string | undefined> {
  const { username, announcedBy, saidAt, effectiveAt, state, cancelledAt, cancelledBy, expiresAt } = change;
  return {
    'Effective-dated change': idOf(change),
    Person: username,
    Change: describeChange(change),
    'Effective at': effectiveAt,
    State: state,
    Source: describeSource(change),
    'Announced by': announcedBy,
    'Said at': saidAt,
    'Cancelled at': cancelledAt,
    'Cancelled by': cancelledBy,
    'Expires at': expiresAt === undefined ? undefined : new Date(expiresAt * 1000).toISOString(),
  };
}

/** For a program's output. */
export function toChangeJson(change: EffectiveChange) {
  const { identity: _, version: _version, cancelled: _cancelled, events, ...rest } = change;
  return { id: idOf(change), ...rest, events: events.map(({ id }) => id) };
}
