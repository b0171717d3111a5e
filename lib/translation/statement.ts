/** Makes the ledger's statement of an event, if its source announces changes. */
import { endsEverything } from '../identity/identity-change.ts';
import type { PersonReading, Withdrawal } from '../identity/reading.ts';
import { announcingSources } from '../identity/sources.ts';
import { effectiveIdentity, type Statement } from '../ledger/effective-change.ts';
import { isShort, personTooLarge } from '../people/person-bound.ts';
import { toSaidReading } from '../people/said-reading.ts';
import { keysOf } from '../people/source-accounts.ts';
import { endAlone, usableFacts } from '../people/usable-facts.ts';
import { comparableText } from '../policy/comparable-text.ts';
import type { Policy } from '../policy/policy.ts';
import { findUsername } from '../policy/username.ts';

/**
 * Undefined for a source without effective dates, since it announces nothing, and for a person without a username.
 *
 * @throws BadEvent `person-too-large`
 */
export function statementOf(
  policy: Policy,
  reading: PersonReading | Withdrawal,
  source: string,
): Statement | undefined {
  if (!announcingSources.has(source)) return undefined;
  const { person, change, groups, id, time, effectiveAt, announcement = id, publisher, kind } = reading;
  const username = findUsername(policy, person, source);
  if ('missing' in username) return undefined;
  const said = { source, publisher, username: username.name, change, groups: groups.map(comparableText) };
  const account = keysOf(reading).get('id');
  return {
    identity: effectiveIdentity(said),
    ...(account !== undefined && { accountIdentity: effectiveIdentity(said, account) }),
    ...said,
    announcement,
    announcedBy: id,
    saidAt: time,
    effectiveAt,
    ...(kind === 'withdrawal' && { isWithdrawal: true }),
    ...(kind === 'person' && isUsable(policy, reading) && { said: saidOf(policy, reading) }),
  };
}

/** What the ledger keeps until the date, if it waits for one. */
function saidOf(policy: Policy, reading: PersonReading): string {
  const said = toSaidReading(policy, reading);
  if (reading.effectiveAt === undefined || isShort(said)) return said;
  if (endsEverything(reading.change)) return toSaidReading(policy, endAlone(policy, reading));
  throw personTooLarge(
    'The event says more of the person than can be kept until its date. Let the rules ask for fewer attributes.',
  );
}

/** Whether access may depend on it: a new address alone changes none. */
function isUsable(policy: Policy, { change, person }: Pick<PersonReading, 'change' | 'person'>): boolean {
  if (change !== 'changed' || Object.hasOwn(person, 'active')) return true;
  const { asked } = usableFacts(policy);
  return Object.keys(person).some((name) => asked.has(name));
}
