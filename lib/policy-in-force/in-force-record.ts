/** The record of the policy in force: the one that an operator applied last. It is an item of the table of people. */
import { deflateSync, inflateSync } from 'node:zlib';
import * as z from 'zod/mini';
import { ServiceError } from '../errors.ts';
import { fieldsOf, type LedgerItem } from '../ledger/ledger-item.ts';
import { packagePolicy, readPackagedPolicy } from '../policy/packaged-policy.ts';
import type { Policy } from '../policy/policy.ts';
import { policyHash } from '../policy/policy-hash.ts';

export const inForceIdentity = 'policy:in-force';

/** The key of no item. Whoever applies a policy names the record that they have seen by its number. */
export const noSequence = 0;

/** Who applied a policy. */
export interface Application {
  /** The ARN of an operator, or `deployment` for the policy that a stage began with. */
  readonly appliedBy: string;
  /** RFC 3339 in UTC. */
  readonly appliedAt: string;
}

export interface InForceRecord extends Application {
  /** The policy's: 64 hex digits. */
  readonly hash: string;
  /** Raised by one with each policy. */
  readonly sequence: number;
  /** As the release has packaged it that stored it, compressed. */
  readonly packaged: Uint8Array;
}

const stored = z.object({
  hash: z.string(),
  sequence: z.number(),
  appliedAt: z.string(),
  appliedBy: z.string(),
  packaged: z.instanceof(Uint8Array),
});

/** DynamoDB takes items of 400 KB. The other attributes are short. */
const maxPackagedBytes = 380_000;

/** Of what comes out of a stored policy: far more than the parser of policies takes. */
const maxPolicyBytes = 20_000_000;

/** @throws ServiceError `newer-record` */
export function inForceRecordOf(item: LedgerItem): InForceRecord {
  return stored.parse(fieldsOf(item, 'policy'));
}

/**
 * The attributes of the item but its key.
 *
 * @param sequence of the record before
 * @throws ServiceError `bad-policy` for a policy that is too long
 */
export function inForceAttributes(policy: Policy, sequence: number, { appliedBy, appliedAt }: Application) {
  const packaged = new Uint8Array(deflateSync(JSON.stringify(packagePolicy(policy))));
  if (packaged.length > maxPackagedBytes) {
    throw new ServiceError(
      'bad-policy',
      `The policy is too long to be stored: ${packaged.length} bytes when compressed, and ${maxPackagedBytes} fit. Put rules together, or shorten long lists.`,
    );
  }
  return { hash: policyHash(policy), sequence: sequence + 1, appliedAt, appliedBy, packaged };
}

/** @throws ServiceError `bad-policy` for a policy that another release has stored, or one that was changed */
export function policyOf({ packaged }: Pick<InForceRecord, 'packaged'>): Policy {
  try {
    return readPackagedPolicy(JSON.parse(inflateSync(packaged, { maxOutputLength: maxPolicyBytes }).toString()));
  } catch {
    throw new ServiceError(
      'bad-policy',
      'The policy in force was stored by another version of the service, or damaged. Run zuora-access policy apply with the version that is deployed.',
    );
  }
}
