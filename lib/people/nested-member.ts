/** Tells a group inside a group from a person of whom the service knows. */
import { isNestedGroup } from '../policy/nested-group.ts';
import type { Policy } from '../policy/policy.ts';
import type { SourceReading } from './identification.ts';
import { type KnownPerson, stateOf } from './known-person.ts';
import { accountNamed } from './source-accounts.ts';

/** A group is neither active nor has it left. So an account of which the source has said so is a person's. */
export function isNestedMember(policy: Policy, known: KnownPerson, { reading, source }: SourceReading): boolean {
  if (!isNestedGroup(policy, reading)) return false;
  const account = accountNamed(known, reading, source);
  return account === undefined || stateOf(account) === undefined;
}
