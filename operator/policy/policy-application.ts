/** Puts a policy in force, and has everybody decided anew by it. */
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { walkBody } from '../../lib/people/people-walk.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import { policyHash } from '../../lib/policy/policy-hash.ts';
import { type InForceRecord, policyOf } from '../../lib/policy-in-force/in-force-record.ts';
import { InForceTable } from '../../lib/policy-in-force/in-force-table.ts';
import { maxPolicyAge } from '../../lib/policy-in-force/policy-choice.ts';
import { policyCause } from '../../lib/safeguard/cause.ts';
import { Counters } from '../../lib/safeguard/counters.ts';
import type { Direction } from '../../lib/safeguard/effect.ts';
import { counterOf } from '../../lib/safeguard/safeguard-item.ts';
import { SafeguardItems } from '../../lib/safeguard/safeguard-items.ts';
import { awsTimeout } from '../aws-timeout.ts';
import { OperatorError } from '../errors.ts';
import type { AwsConnection } from '../stack/aws-connection.ts';

/** What of a session reads and replaces the policy in force. */
export interface ApplySession {
  readonly aws: Pick<AwsConnection, 'dynamodb' | 'sqs'>;
  /** The name of the table of people. */
  readonly stack: { readonly people: string };
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const minute = 60_000;

/** SQS allows no more. */
const maxDelay = 15 * minute;

/**
 * After so many milliseconds, no function decides by the policy before: neither one that has read it just now, nor one that
 * has begun with it.
 *
 * @param functionTimeout how long an invocation can take; milliseconds
 */
export function walkDelay(functionTimeout: number): number {
  return Math.min(maxPolicyAge + functionTimeout + minute, maxDelay);
}

/** @throws ServiceError `newer-record` */
export function readInForce(session: ApplySession): Promise<InForceRecord | undefined> {
  return tableOf(session).read();
}

/** Whether the policy is in force already, in a form that this version reads. */
export function isInForce(record: InForceRecord | undefined, policy: Policy): boolean {
  return record?.hash === policyHash(policy) && readableIn(record) !== undefined;
}

/** The policy in force; undefined for one that another version has stored. */
export function readableIn(record: InForceRecord): Policy | undefined {
  try {
    return policyOf(record);
  } catch {
    return undefined;
  }
}

export interface PolicyApplication {
  readonly policy: Policy;
  /** As it was read; undefined if no policy was in force. */
  readonly known: InForceRecord | undefined;
  /** The ARN of the operator. */
  readonly by: string;
  /** The URL of the queue of looks at people. */
  readonly lookQueue: string;
  /** After how many milliseconds people are decided anew. */
  readonly delay: number;
  /** The directions in which more people would change than may: nobody goes through then. */
  readonly overLimit?: readonly { readonly direction: Direction }[];
}

/**
 * A command that was cut off is run again: it decides about everybody anew, though the policy is in force already.
 *
 * @throws OperatorError if another policy was applied since; then nothing is done. ServiceError `bad-policy` for one that is
 *   too long
 */
export async function applyPolicy(session: ApplySession, application: PolicyApplication): Promise<InForceRecord> {
  const { policy, known, lookQueue, delay } = application;
  await fillCounters(session, application);
  const record = isInForce(known, policy)
    ? await stillInForce(session, policy)
    : await putInForce(session, application);
  await session.aws.sqs.send(
    new SendMessageCommand({
      QueueUrl: lookQueue,
      MessageBody: walkBody({ policy: record.hash }),
      DelaySeconds: Math.ceil(delay / 1000),
    }),
  );
  return record;
}

/** People are decided about one by one, and soon. So the causes are full before the walk begins. */
async function fillCounters(
  { aws, stack, now }: ApplySession,
  { policy, delay, overLimit = [] }: PolicyApplication,
): Promise<void> {
  const items = new SafeguardItems(aws.dynamodb, { people: stack.people, awsTimeout }, now);
  const cause = policyCause(policyHash(policy));
  const counters = new Counters(items, () => now() + delay);
  for (const { direction } of overLimit) await counters.fill(counterOf(direction, cause.id));
}

async function putInForce(
  session: ApplySession,
  { policy, known, by: appliedBy }: PolicyApplication,
): Promise<InForceRecord> {
  const by = { appliedBy, appliedAt: new Date(session.now()).toISOString() };
  const table = tableOf(session);
  const record = await table.replace(policy, known, by);
  if (record !== undefined) return record;
  // AWS's client sends a request again whose answer is lost.
  const present = await table.read();
  const isOwn = present?.appliedBy === by.appliedBy && present.appliedAt === by.appliedAt;
  if (isOwn && isInForce(present, policy)) return present;
  throw appliedMeanwhile(present);
}

/** @throws OperatorError if another policy was applied since: people would be decided anew by that one */
async function stillInForce(session: ApplySession, policy: Policy): Promise<InForceRecord> {
  const present = await readInForce(session);
  if (present !== undefined && isInForce(present, policy)) return present;
  throw appliedMeanwhile(present);
}

function appliedMeanwhile(present: InForceRecord | undefined): OperatorError {
  return new OperatorError(
    `Another policy was applied in the meantime, by ${present?.appliedBy ?? 'somebody'}. Nothing was done. Run the command again to compare with that one.`,
  );
}

function tableOf({ aws, stack, now }: ApplySession): InForceTable {
  return new InForceTable(aws.dynamodb, { people: stack.people, awsTimeout }, now);
}
