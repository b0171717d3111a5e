/** Whether `doctor` notices that another policy is in force than the one at hand. */
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { policy } from '../../../fuzz/fixtures/policies.ts';
import { policyHash } from '../../../lib/policy/policy-hash.ts';
import { InForceTable } from '../../../lib/policy-in-force/in-force-table.ts';
import { runCheck } from '../../../operator/doctor/check.ts';
import { policyInForceCheck } from '../../../operator/doctor/policy-in-force.ts';
import { createLedgerTable } from '../../services/ledger-table.ts';
import { useAws } from '../../services/use-aws.ts';

const aws = useAws();
const dynamodb = aws.client((options) => new DynamoDB(options));
const sqs = aws.client((options) => new SQSClient(options));
const stack = { people: 'people', stage: 'prod' };
const [inForce, other] = [policy(), policy({ rules: [] })];

test('none, the same one, and another one are told apart, with what to do', async () => {
  await createLedgerTable(dynamodb, stack.people);
  const check = async (of: typeof inForce) => {
    const [result] = await runCheck(policyInForceCheck({ aws: { dynamodb, sqs } }, stack, policyHash(of), Date.now));
    return result;
  };
  expect(await check(inForce)).toMatchObject({ status: 'ok', found: expect.stringContaining('none yet') });
  const by = { appliedBy: 'grace', appliedAt: '2026-11-28T09:00:00.000Z' };
  const table = new InForceTable(dynamodb, { people: stack.people, awsTimeout: 10_000 }, Date.now);
  await table.replace(inForce, undefined, by);
  expect(await check(inForce)).toMatchObject({
    ...{ status: 'ok', found: 'this one, since 2026-11-28T09:00:00.000Z by grace' },
  });
  expect(await check(other)).toEqual({
    ...{ check: 'Policy in force', status: 'warn' },
    found: 'another one than this file, since 2026-11-28T09:00:00.000Z by grace',
    fix: 'If this file is deployed, run zuora-access policy apply --stage prod. Until then it decides nothing.',
  });
});
