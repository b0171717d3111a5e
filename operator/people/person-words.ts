/** What is known of a person, in words. */
import { type Fact, type KnownPerson, stateOf } from '../../lib/people/known-person.ts';
import type { SourceOrder } from '../../lib/people/ranked-accounts.ts';
import { type Leaving, leavingOf } from './leaving.ts';

/** @param order the policy's order of sources */
export function describeKnownState(person: KnownPerson, order: SourceOrder): string {
  const leaving = leavingOf(person, order);
  if (leaving) return describeLeaving(leaving);
  return person.accounts.some((account) => stateOf(account)?.is === 'active') ? 'active' : 'not known';
}

export function describeLeaving({ is, since, isOnlyReported }: Leaving): string {
  return `${is} since ${since}${isOnlyReported ? ', which the policy only reports' : ''}`;
}

export function describeValue({ value }: Fact): string {
  if (value === null) return '(none)';
  return typeof value === 'object' ? value.join(', ') : String(value);
}
