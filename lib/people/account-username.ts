/** Finds the username of an account among what its source has said of it. */
import { cleared, type Person } from '../identity/person.ts';
import type { Policy } from '../policy/policy.ts';
import { findUsername, type Username } from '../policy/username.ts';
import type { SourceAccount } from './known-person.ts';

/** By which Zuora would know the account. */
export function usernameOf(policy: Policy, { facts, source }: SourceAccount): Username {
  const person: Person = Object.fromEntries([...facts].map(([name, { value }]) => [name, value ?? cleared]));
  return findUsername(policy, person, source);
}
