/** What the policy makes of an event about somebody of whom nothing else is known. */
import type { PersonReading } from '../../../lib/identity/reading.ts';
import type { Policy } from '../../../lib/policy/policy.ts';
import type { EventLine } from '../../../lib/translation/plan.ts';
import { tryReading } from '../../../operator/policy/trial.ts';

export function alone(policy: Policy, reading: PersonReading, source = 'scim'): EventLine {
  return tryReading(policy, reading, source).line;
}

/** The same in one line. */
export function aloneInWords(policy: Policy, reading: PersonReading, source?: string): string {
  return inWords(alone(policy, reading, source));
}

export function inWords({
  outcome,
  reason,
  granted = [],
  revoked = [],
  reported = [],
  grantedBy = [],
  endedBy = [],
}: EventLine): string {
  const parts = [
    { verb: 'grant', entities: granted, rules: grantedBy },
    { verb: 'revoke', entities: revoked, rules: endedBy },
    { verb: 'report', entities: reported, rules: endedBy },
  ].filter(({ entities }) => entities.length > 0);
  if (parts.length === 0) return `${outcome}: ${reason}`;
  return parts.map(({ verb, entities, rules }) => `${verb} ${entities.join(', ')} (${rules.join(', ')})`).join('; ');
}
