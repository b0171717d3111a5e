/** What an event of a source that announces changes says of a person, for the ledger. */
import type { PersonReading, Withdrawal } from '../identity/reading.ts';
import { announcingSources } from '../identity/sources.ts';
import { effectiveIdentity, type OutgoingEvent, type Statement } from '../ledger/effective-change.ts';
import { type CanonicalEvent, messageBody } from '../policy/canonical-events.ts';
import { comparableText } from '../policy/comparable-text.ts';
import type { Policy } from '../policy/policy.ts';
import { findUsername } from '../policy/username.ts';

/**
 * Undefined for a source without effective dates, since it announces nothing, and for a person without a username.
 *
 * @param events that carry the change out, none if it does not concern access
 */
export function statementOf(
  policy: Policy,
  { person, change, groups, id, time, effectiveAt, announcement = id, publisher, kind }: PersonReading | Withdrawal,
  source: string,
  events: readonly CanonicalEvent[],
): Statement | undefined {
  if (!announcingSources.has(source)) return undefined;
  const username = findUsername(policy, person, source);
  if ('missing' in username) return undefined;
  const said = { source, publisher, username: username.name, change, groups: groups.map(comparableText) };
  return {
    identity: effectiveIdentity(said),
    ...said,
    announcement,
    announcedBy: id,
    saidAt: time,
    effectiveAt,
    ...(kind === 'withdrawal' && { isWithdrawal: true }),
    events: events.map(outgoingEvent),
  };
}

export function outgoingEvent(event: CanonicalEvent): OutgoingEvent {
  return { id: event.id, type: event.type, body: messageBody(event) };
}
