/** Tells one policy from another in events and in the audit log. */
import { sha256 } from '../sha256.ts';
import type { Policy } from './policy.ts';

const hashes = new WeakMap<Policy, string>();

/** SHA-256 of the policy as it was read: 64 hex digits. Comments and the form of the file do not matter. */
export function policyHash(policy: Policy): string {
  const known = hashes.get(policy);
  if (known !== undefined) return known;
  const hash = sha256(policy);
  hashes.set(policy, hash);
  return hash;
}
