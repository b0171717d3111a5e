/**
 * Measures the time of a message from sending, with a default AWS SDK client, until its change in Zuora. Sends ten
 * messages, one after the other, on an idle stack.
 *
 * Needs a running stack (`npm start`). If it uses other ports, set AWS_ENDPOINT_URL and ZUORA_URL.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { seedEntity } from '../local/zuora/seed.ts';

// Every SDK client needs these. The embedded AWS ignores them.
process.env['AWS_REGION'] ??= 'us-east-1';
process.env['AWS_ACCESS_KEY_ID'] ??= 'local';
process.env['AWS_SECRET_ACCESS_KEY'] ??= 'local';
process.env['AWS_ENDPOINT_URL'] ??= 'http://127.0.0.1:4566';
const aws = process.env['AWS_ENDPOINT_URL'];
const zuora = process.env['ZUORA_URL'] ?? 'http://127.0.0.1:4567';
const messages = 10;

const sqs = new SQSClient();
const latencies: number[] = [];
for (let index = 0; index < messages; index += 1) {
  await sleep(1000);
  latencies.push(await measure(`latency-${randomUUID()}@example.com`));
}
const [median = 0] = latencies.toSorted((a, b) => a - b).slice(messages / 2);
console.log(`milliseconds from sent to applied: ${latencies.join(' ')}`);
console.log(`median: ${median}`);

async function measure(username: string): Promise<number> {
  await fetch(`${zuora}/_sandbox/users`, { method: 'POST', body: JSON.stringify({ users: [{ username }] }) });
  const data = { username, targetEntityIds: [seedEntity.germany], entityId: seedEntity.global };
  const event = { specversion: '1.0', source: 'bench', id: randomUUID(), time: new Date().toISOString(), data };
  const startedAt = performance.now();
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: `${aws}/000000000000/zuora-access-local-user-access-requests`,
      MessageBody: JSON.stringify({ ...event, type: 'zuora.user-access.requested.v1' }),
    }),
  );
  while (!(await isApplied(username))) await sleep(5);
  return Math.round(performance.now() - startedAt);
}

async function isApplied(username: string): Promise<boolean> {
  const state = await (await fetch(`${zuora}/_sandbox/state`)).text();
  return state.includes(`"type":"access-granted","username":"${username}"`);
}
