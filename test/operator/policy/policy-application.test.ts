/** Of two operators who apply policies at once, one succeeds. */
import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { SQS } from '@aws-sdk/client-sqs';
import { beforeEach, expect, test } from '@jest/globals';
import { policy } from '../../../fuzz/fixtures/policies.ts';
import type { Policy } from '../../../lib/policy/policy.ts';
import type { InForceRecord } from '../../../lib/policy-in-force/in-force-record.ts';
import { applyPolicy, isInForce, readInForce } from '../../../operator/policy/policy-application.ts';
import { createLedgerTable } from '../../services/ledger-table.ts';
import { useAws } from '../../services/use-aws.ts';

const aws = useAws();
const dynamodb = aws.client((options) => new DynamoDB(options));
const sqs = aws.client((options) => new SQS(options));

const strict = policy();
const lax = policy({ rules: [] });

let people: string;
let lookQueue: string;
beforeEach(async () => {
  people = `people-${randomUUID()}`;
  await createLedgerTable(dynamodb, people);
  const { QueueUrl = '' } = await sqs.createQueue({ QueueName: people });
  lookQueue = QueueUrl;
});

const session = () => ({ aws: { dynamodb, sqs }, stack: { people }, now: Date.now });

/** @param known what the operator was shown as in force */
function apply(chosen: Policy, known: InForceRecord | undefined, by: string): Promise<InForceRecord> {
  return applyPolicy(session(), { policy: chosen, known, by, lookQueue, delay: 0 });
}

async function orders(): Promise<number> {
  const { Attributes } = await sqs.getQueueAttributes({ QueueUrl: lookQueue, AttributeNames: ['All'] });
  return Number(Attributes?.['ApproximateNumberOfMessages']);
}

test('who applies the policy in force again is told that another one was applied meanwhile', async () => {
  const shown = await apply(strict, undefined, 'grace');
  await apply(lax, shown, 'ada');
  await expect(apply(strict, shown, 'grace')).rejects.toThrow(
    'Another policy was applied in the meantime, by ada. Nothing was done.',
  );
  expect(isInForce(await readInForce(session()), lax)).toBe(true);
  expect(await orders()).toBe(2);
});

test('the policy in force is applied again to everybody, though somebody else has done so meanwhile', async () => {
  const shown = await apply(strict, undefined, 'grace');
  await apply(strict, shown, 'ada');
  expect(await apply(strict, shown, 'grace')).toMatchObject({ appliedBy: 'grace' });
  expect(await orders()).toBe(3);
});
