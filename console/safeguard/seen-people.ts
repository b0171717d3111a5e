/** Whom an answer to a set is about. A page may be older than the set: nobody is released or kept unseen. */

import { effectKey } from '../../lib/safeguard/effect.ts';
import type { QuarantinedEffect } from '../../lib/safeguard/quarantined.ts';
import { sha256 } from '../../lib/sha256.ts';
import { formatCount } from '../../operator/counts.ts';
import { OperatorError } from '../../operator/errors.ts';
import type { Quarantine } from '../../operator/safeguard/quarantine.ts';
import type { WaitingPerson } from '../../operator/safeguard/waiting-people.ts';
import type { SetRequest } from '../shapes/safeguard.ts';

type SetNow = Pick<Quarantine, 'state' | 'people'>;
type Seen = Pick<SetRequest, 'state' | 'effects'>;

/** Long enough for the effects of one set, and short enough to send 200,000 of them. */
const idLength = 16;

/** Tells an effect on a person from all others, and from the same one at another time. */
export function effectId(personId: string, effect: QuarantinedEffect): string {
  return sha256([personId, effectKey(effect), effect.since]).slice(0, idLength);
}

/** @throws OperatorError if the set has others than the operator has seen, or was answered since */
export function requireSeen(now: SetNow, { state, effects }: Seen): void {
  const seen = new Set(effects);
  const areSeen = ({ person, effects: own }: WaitingPerson) => own.every((one) => seen.has(effectId(person.id, one)));
  if (now.state !== state || !now.people.every(areSeen)) throw changed(now);
}

/**
 * The people with these effects, and with no others.
 *
 * @throws OperatorError if one of them does not wait any more, or the set was answered since
 */
export function seenPeople(now: SetNow, { state, effects }: Seen): readonly WaitingPerson[] {
  const seen = new Set(effects);
  const found = now.people
    .map(({ person, effects: own }) => ({ person, effects: own.filter((one) => seen.has(effectId(person.id, one))) }))
    .filter(({ effects: own }) => own.length > 0);
  const length = found.reduce((sum, { effects: own }) => sum + own.length, 0);
  if (now.state !== state || length < seen.size) throw changed(now);
  return found;
}

function changed({ state, people }: SetNow): OperatorError {
  const who = formatCount(people.length, 'person', 'people');
  return new OperatorError(`The set has changed since: it is ${state} now, with ${who}. Look again.`);
}
