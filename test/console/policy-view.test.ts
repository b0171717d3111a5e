/** The policy of the stage as its page gets it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, SQS } from '@aws-sdk/client-sqs';
import { afterAll, expect, test } from '@jest/globals';
import { compareWithInForce, readPolicyView } from '../../console/policy/policy-view.ts';
import { Stage } from '../../console/stage.ts';
import { readPolicyFile } from '../../lib/policy/policy-file.ts';
import { applyPolicy } from '../../operator/policy/policy-application.ts';
import { useLedgerTable } from '../services/ledger-table.ts';
import { useAws } from '../services/use-aws.ts';
import { testSession } from './test-stage.ts';

const aws = useAws();
const dynamodb = aws.client((options) => new DynamoDB(options));
const sqs = aws.client((options) => new SQS(options));
useLedgerTable(dynamodb, 'people');

const folder = mkdtempSync(join(tmpdir(), 'zuora-access-policy-'));
afterAll(() => rmSync(folder, { recursive: true }));

const example = readFileSync('policy.example.yml', 'utf8');
const other = example.replace('grant: [germany, france]', 'grant: [germany, japan]');
const broken = example.replace('grant: [germany, france]', 'grant: [atlantis]');

/** A stage whose policy file has this text. */
async function stageWith(text: string): Promise<Stage> {
  const policyFile = join(folder, 'policy.yml');
  writeFileSync(policyFile, text);
  const { session, ...options } = await testSession(aws.url);
  return new Stage({ ...options, policyFile, notice: () => undefined }, session, new AbortController().signal);
}

test('a broken file has each problem at its line, and cannot wait', async () => {
  const { isSound, isWaiting, problems, lines } = await readPolicyView(await stageWith(broken));
  expect({ isSound, isWaiting }).toEqual({ isSound: false, isWaiting: false });
  expect(problems).toEqual([
    { line: lines.findIndex((line) => line.includes('atlantis')) + 1, problem: expect.stringContaining('atlantis') },
  ]);
});

test('the file is compared with the policy in force, once there is one', async () => {
  const before = await stageWith(example);
  expect(await readPolicyView(before)).toMatchObject({
    ...{ isSound: true, isWaiting: false, inForce: expect.stringMatching(/^none yet/) },
  });
  await expect(compareWithInForce(before)).rejects.toThrow('No policy is in force');

  const { QueueUrl: lookQueue = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'person-looks' }));
  const file = readPolicyFile(example);
  if (!file.success) throw new Error('the example is broken');
  const session = { aws: { dynamodb, sqs }, stack: { people: 'people' }, now: Date.now };
  await applyPolicy(session, { policy: file.policy, known: undefined, by: 'Ada', lookQueue, delay: 0 });
  expect(await readPolicyView(await stageWith(example))).toMatchObject({
    ...{ isWaiting: false, inForce: expect.stringMatching(/^this one, since \S+ by Ada$/) },
  });
  expect(await readPolicyView(await stageWith(other))).toMatchObject({
    ...{ isWaiting: true, inForce: expect.stringMatching(/^another one, since \S+ by Ada$/) },
  });
  expect(await readPolicyView(await stageWith(broken))).toMatchObject({ isSound: false, isWaiting: false });
});
