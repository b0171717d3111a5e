import { join } from 'node:path';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { SQS } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { startAwsProcess, withFolder } from '../../services/aws-process.ts';
import { hasSmallDisks, spawnOnSmallDisk } from '../../services/small-disk.ts';

const mainFile = join(__dirname, '../../../local/aws/main.ts');
const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
const TableName = 'kept';

function clientsOf(url: string) {
  const settings = { endpoint: url, region: 'us-east-1', credentials, maxAttempts: 1 };
  return { sqs: new SQS(settings), dynamodb: new DynamoDB(settings) };
}

/** Repeats a write until it fails. @returns the failure */
async function untilRefused(write: () => Promise<unknown>): Promise<unknown> {
  for (;;) {
    try {
      await write();
    } catch (error) {
      return error;
    }
  }
}

(hasSmallDisks ? test : test.skip)('a full disk is told once, and loses nothing that was acknowledged', async () => {
  await withFolder(async (folder) => {
    const small = spawnOnSmallDisk(folder, [mainFile, '--port', '0', '--folder', folder]);
    const { sqs, dynamodb } = clientsOf((await small.firstLine).replace('ready ', ''));
    const { QueueUrl = '' } = await sqs.createQueue({ QueueName: 'kept' });
    await dynamodb.createTable({
      TableName,
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    });
    const sent = new Set<string>();
    const stored = new Set<string>();
    async function send() {
      const { MessageId = '' } = await sqs.sendMessage({ QueueUrl, MessageBody: 'x'.repeat(3000) });
      sent.add(MessageId);
    }
    async function put() {
      const id = String(stored.size);
      await dynamodb.putItem({ TableName, Item: { id: { S: id }, text: { S: 'x'.repeat(3000) } } });
      stored.add(id);
    }
    await send();
    await put();

    for (let round = 0; round < 2; round++) {
      const makeRoom = small.fill();
      const refused = { name: 'ServiceUnavailable', message: expect.stringContaining('cannot be written to') };
      expect([await untilRefused(send), await untilRefused(put)]).toMatchObject([refused, refused]);
      await expect(send()).rejects.toMatchObject(refused);
      makeRoom();
      await send();
      await put();
    }
    await withFolder(async (copy) => {
      small.copyTo(copy);
      const sentences = (await small.kill()).split('\n').filter(Boolean);
      expect(sentences.map((line) => line.replace(/.*\/|\(.*\)/g, '')).sort()).toEqual([
        ...Array(2).fill(expect.stringMatching(/^queues.sqlite can be written to again/)),
        ...Array(2).fill(expect.stringMatching(/^queues.sqlite cannot be written to .*Free some space/)),
        ...Array(2).fill(expect.stringMatching(/^tables can be written to again/)),
        ...Array(2).fill(expect.stringMatching(/^tables cannot be written to .*Free some space/)),
      ]);
      for (const client of [sqs, dynamodb]) client.destroy();
      const after = await startAwsProcess(copy);
      const restarted = clientsOf(after.url);
      const found = new Set<string | undefined>();
      for (;;) {
        const { Messages = [] } = await restarted.sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
        if (Messages.length === 0) break;
        for (const { MessageId } of Messages) found.add(MessageId);
      }
      expect([...sent].filter((id) => !found.has(id))).toEqual([]);
      const { Items = [] } = await restarted.dynamodb.scan({ TableName });
      const ids = Items.map(({ id }) => id?.S);
      expect([...stored].filter((id) => !ids.includes(id))).toEqual([]);
      for (const client of Object.values(restarted)) client.destroy();
      await after.end('SIGTERM');
    });
  });
});
