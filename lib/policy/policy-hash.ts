/** Tells one policy from another in events and in the audit log. */
import { memoise } from '../memoise.ts';
import { sha256 } from '../sha256.ts';
import type { Policy } from './policy.ts';

/** SHA-256 of the policy as it was read: 64 hex digits. Comments and the form of the file do not matter. */
export const policyHash: (policy: Policy) => string = memoise(sha256);
