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
 * Whether an operator may know a change for a date by this id: its own, or that of the event that announced it. The event
 * has the identity system's own id, maybe with the publisher before it, and its message ID.
 */
export function hasChangeId(change: EffectiveChange, id: string): boolean {
  const { announcedBy, messageId, effectiveAt } = change;
  if (effectiveAt === undefined) return false;
  return [idOf(change), announcedBy, messageId].includes(id) || announcedBy.endsWith(`,${JSON.stringify(id)}]`);
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
    'Message ID': change.messageId,
    'Said at': saidAt,
    'Cancelled at': cancelledAt,
    'Cancelled by': cancelledBy,
    'Expires at': expiresAt === undefined ? undefined : new Date(expiresAt * 1000).toISOString(),
  };
}

/** For a program's output. */
export function toChangeJson(change: EffectiveChange) {
  const { identity: _, version: _version, cancelled: _cancelled, said: _said, events: _events, ...rest } = change;
  return { id: idOf(change), ...rest };
}
