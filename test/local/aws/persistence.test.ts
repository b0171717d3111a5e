import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { type Message, SQS } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { startAwsProcess, withFolder } from '../../services/aws-process.ts';

/** Takes all messages, also those that are hidden still. */
async function takeAll(sqs: SQS, QueueUrl: string): Promise<Message[]> {
  const taken: Message[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 });
    for (const { ReceiptHandle } of Messages) await sqs.deleteMessage({ QueueUrl, ReceiptHandle });
    taken.push(...Messages);
    const { Attributes = {} } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['All'] });
    const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = Attributes;
    if (Number(ApproximateNumberOfMessages) + Number(ApproximateNumberOfMessagesNotVisible) === 0) return taken;
  }
}

async function receiveOne(sqs: SQS, QueueUrl: string, WaitTimeSeconds = 0): Promise<Message | undefined> {
  const { Messages } = await sqs.receiveMessage({ QueueUrl, WaitTimeSeconds, MessageSystemAttributeNames: ['All'] });
  return Messages?.[0];
}

test('a kill amid sends and deletes loses none that was acknowledged', async () => {
  await withFolder(async (folder) => {
    const before = await startAwsProcess(folder);
    const sqs = new SQS({ maxAttempts: 1 });
    const { QueueUrl } = await sqs.createQueue({ QueueName: 'busy' });
    const sent = new Set<string | undefined>();
    const deleting = new Set<string | undefined>();
    const deleted = new Set<string | undefined>();
    const VisibilityTimeout = 5;
    async function sendTwoDeleteOne(): Promise<void> {
      for (;;) {
        for (const MessageBody of ['first', 'second']) {
          sent.add((await sqs.sendMessage({ QueueUrl, MessageBody })).MessageId);
        }
        if (sent.size > 400) before.child.kill('SIGKILL');
        const askedAt = Date.now();
        const { Messages: [message] = [] } = await sqs.receiveMessage({ QueueUrl, VisibilityTimeout });
        deleting.add(message?.MessageId);
        await sqs.deleteMessage({ QueueUrl, ReceiptHandle: message?.ReceiptHandle });
        // With a handle from before it was visible again, a deletion may be without effect.
        if (Date.now() < askedAt + VisibilityTimeout * 1000) deleted.add(message?.MessageId);
      }
    }
    await Promise.allSettled(Array.from({ length: 8 }, sendTwoDeleteOne));
    sqs.destroy();

    const after = await startAwsProcess(folder);
    const restarted = new SQS({});
    const { QueueUrl: newUrl = '' } = await restarted.getQueueUrl({ QueueName: 'busy' });
    expect(newUrl).toBe(`${after.url}/000000000000/busy`);
    const found = new Set((await takeAll(restarted, newUrl)).map(({ MessageId }) => MessageId));
    expect([...sent].filter((id) => !deleting.has(id) && !found.has(id))).toEqual([]);
    expect([...deleted].filter((id) => found.has(id))).toEqual([]);
    expect(deleted.size).toBeGreaterThan(100);
    restarted.destroy();
    await after.end('SIGTERM');
  });
});

test('a message in flight at a kill stays hidden until its visibility timeout, and keeps its receive count', async () => {
  await withFolder(async (folder) => {
    const before = await startAwsProcess(folder);
    const sqs = new SQS({});
    const { QueueUrl = '' } = await sqs.createQueue({ QueueName: 'slow' });
    const { MessageId } = await sqs.sendMessage({ QueueUrl, MessageBody: 'in flight' });
    const first = await receiveOne(sqs, QueueUrl);
    const hiddenUntil = Date.now() + 3000;
    await sqs.changeMessageVisibility({ QueueUrl, ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout: 3 });
    sqs.destroy();
    await before.end('SIGKILL');

    const after = await startAwsProcess(folder);
    const restarted = new SQS({});
    const { QueueUrl: newUrl = '' } = await restarted.getQueueUrl({ QueueName: 'slow' });
    const again = await receiveOne(restarted, newUrl, 20);
    expect(Date.now()).toBeGreaterThanOrEqual(hiddenUntil);
    expect(again).toMatchObject({ MessageId, Attributes: { ApproximateReceiveCount: '2' } });
    expect(again?.Attributes?.['ApproximateFirstReceiveTimestamp']).toBe(
      first?.Attributes?.['ApproximateFirstReceiveTimestamp'],
    );
    restarted.destroy();
    await after.end('SIGTERM');
  });
});

test('a receipt handle from before a kill still deletes, and a timeout set to 0 and a redrive last', async () => {
  await withFolder(async (folder) => {
    const before = await startAwsProcess(folder);
    const sqs = new SQS({});
    const { QueueUrl: deadLetters } = await sqs.createQueue({ QueueName: 'source-dlq' });
    const { Attributes } = await sqs.getQueueAttributes({ QueueUrl: deadLetters, AttributeNames: ['QueueArn'] });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount: 1 });
    const { QueueUrl = '' } = await sqs.createQueue({ QueueName: 'source', Attributes: { RedrivePolicy } });
    async function sendAndReceive(MessageBody: string) {
      await sqs.sendMessage({ QueueUrl, MessageBody });
      return (await receiveOne(sqs, QueueUrl))?.ReceiptHandle;
    }
    await sqs.changeMessageVisibility({
      QueueUrl,
      ReceiptHandle: await sendAndReceive('dead'),
      VisibilityTimeout: 0,
    });
    const heldHandle = await sendAndReceive('held');
    await sqs.changeMessageVisibility({
      QueueUrl,
      ReceiptHandle: await sendAndReceive('released'),
      VisibilityTimeout: 0,
    });
    sqs.destroy();
    await before.end('SIGKILL');

    const after = await startAwsProcess(folder);
    const restarted = new SQS({});
    const urlOf = async (QueueName: string) => (await restarted.getQueueUrl({ QueueName })).QueueUrl ?? '';
    const source = await urlOf('source');
    await restarted.deleteMessage({ QueueUrl: source, ReceiptHandle: heldHandle });
    expect(await receiveOne(restarted, source)).toBeUndefined();
    const dead = await restarted.receiveMessage({ QueueUrl: await urlOf('source-dlq'), MaxNumberOfMessages: 10 });
    expect(dead.Messages?.map(({ Body }) => Body)).toEqual(['dead', 'released']);
    restarted.destroy();
    await after.end('SIGTERM');
  });
});

test('tables and secrets outlive a kill as they were acknowledged', async () => {
  await withFolder(async (folder) => {
    const before = await startAwsProcess(folder);
    const dynamodb = new DynamoDB({});
    const TableName = 'kept';
    await dynamodb.createTable({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    });
    const secrets = new SecretsManager({});
    await secrets.createSecret({ Name: 'kept', SecretString: 'first' });
    await secrets.putSecretValue({ SecretId: 'kept', SecretString: 'second' });
    await dynamodb.putItem({ TableName, Item: { id: { S: 'a' }, count: { N: '1' } } });
    dynamodb.destroy();
    secrets.destroy();
    await before.end('SIGKILL');

    const after = await startAwsProcess(folder);
    const tables = new DynamoDB({});
    expect((await tables.describeTable({ TableName })).Table?.TableStatus).toBe('ACTIVE');
    expect((await tables.getItem({ TableName, Key: { id: { S: 'a' } } })).Item).toMatchObject({ count: { N: '1' } });
    const kept = new SecretsManager({});
    const valueAt = async (VersionStage: string) =>
      (await kept.getSecretValue({ SecretId: 'kept', VersionStage })).SecretString;
    expect([await valueAt('AWSPREVIOUS'), await valueAt('AWSCURRENT')]).toEqual(['first', 'second']);
    tables.destroy();
    kept.destroy();
    await after.end('SIGTERM');
  });
});

test('a second endpoint on the same folder is refused, with the reason', async () => {
  await withFolder(async (folder) => {
    const first = await startAwsProcess(folder);
    await expect(startAwsProcess(folder)).rejects.toThrow('is another endpoint using this folder?');
    await first.end('SIGTERM');
  });
});
