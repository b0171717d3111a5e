import { randomUUID } from 'node:crypto';
import { SQS } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { useAws } from '../../services/use-aws.ts';

const aws = useAws();
let sqs: SQS;

beforeAll(() => {
  sqs = new SQS({});
});

afterAll(() => sqs.destroy());

async function createQueue(attributes: Record<string, string> = {}): Promise<string> {
  const { QueueUrl } = await sqs.createQueue({ QueueName: randomUUID(), Attributes: attributes });
  if (QueueUrl === undefined) throw new Error('CreateQueue answered no URL');
  return QueueUrl;
}

async function receiveOne(queueUrl: string, waitSeconds = 0) {
  const { Messages: messages = [] } = await sqs.receiveMessage({
    QueueUrl: queueUrl,
    WaitTimeSeconds: waitSeconds,
    MessageSystemAttributeNames: ['All'],
    MessageAttributeNames: ['All'],
  });
  return messages[0];
}

describe('messages', () => {
  test('a message is received with its body and attributes, and is gone when deleted', async () => {
    const QueueUrl = await createQueue();
    const { MessageId } = await sqs.sendMessage({
      QueueUrl,
      MessageBody: 'grüße\r\n<&>',
      MessageAttributes: { reason: { DataType: 'String', StringValue: 'new joiner' } },
    });

    const message = await receiveOne(QueueUrl);
    expect(message).toMatchObject({
      MessageId,
      Body: 'grüße\r\n<&>',
      Attributes: { ApproximateReceiveCount: '1', ApproximateFirstReceiveTimestamp: expect.any(String) },
      MessageAttributes: { reason: { StringValue: 'new joiner' } },
    });

    await sqs.deleteMessage({ QueueUrl, ReceiptHandle: message?.ReceiptHandle });
    const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['All'] });
    expect(Attributes).toMatchObject({
      QueueArn: expect.stringMatching(/^arn:aws:sqs:us-east-1:000000000000:/),
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
    });
  });

  test.each(['{"a":"😀"}', '𠮷', '\u{10FFFF}'])('characters above U+FFFF are taken: %s', async (MessageBody) => {
    const QueueUrl = await createQueue();
    await sqs.sendMessage({ QueueUrl, MessageBody });
    const { Failed = [] } = await sqs.sendMessageBatch({ QueueUrl, Entries: [{ Id: '0', MessageBody }] });
    expect(Failed).toEqual([]);
    expect([await receiveOne(QueueUrl), await receiveOne(QueueUrl)]).toMatchObject([
      { Body: MessageBody },
      { Body: MessageBody },
    ]);
  });

  test.each([
    ['half of a pair', '\uD83D'],
    ['the other half', 'a\uDE00b'],
    ['two halves in the wrong order', '\uDE00\uD83D'],
    ['U+FFFE', '\uFFFE'],
    ['U+FFFF', '\uFFFF'],
    ['a control character', '\u0007'],
  ])('a body with %s is refused', async (_, MessageBody) => {
    const QueueUrl = await createQueue();
    await expect(sqs.sendMessage({ QueueUrl, MessageBody })).rejects.toMatchObject({
      name: expect.stringMatching(/\bInvalidMessageContents$/),
    });
    const { Failed } = await sqs.sendMessageBatch({ QueueUrl, Entries: [{ Id: '0', MessageBody }] });
    expect(Failed).toMatchObject([{ Id: '0', Code: 'InvalidMessageContents', SenderFault: true }]);
  });

  test('a received message is hidden until its visibility timeout ends', async () => {
    const QueueUrl = await createQueue({ VisibilityTimeout: '1' });
    await sqs.sendMessage({ QueueUrl, MessageBody: 'again' });
    const hiddenUntil = Date.now() + 1000;
    await receiveOne(QueueUrl);

    expect(await receiveOne(QueueUrl, 20)).toMatchObject({ Attributes: { ApproximateReceiveCount: '2' } });
    expect(Date.now()).toBeGreaterThanOrEqual(hiddenUntil);
  });

  test('a visibility timeout set to 0 shows the message at once', async () => {
    const QueueUrl = await createQueue();
    await sqs.sendMessage({ QueueUrl, MessageBody: 'again' });
    const first = await receiveOne(QueueUrl);
    await sqs.changeMessageVisibility({ QueueUrl, ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout: 0 });

    expect(await receiveOne(QueueUrl)).toMatchObject({ MessageId: first?.MessageId });
  });

  test('a message received more than maxReceiveCount times moves to the dead-letter queue', async () => {
    const deadLetterQueue = await createQueue();
    const { Attributes } = await sqs.getQueueAttributes({ QueueUrl: deadLetterQueue, AttributeNames: ['QueueArn'] });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount: 2 });
    const QueueUrl = await createQueue({ VisibilityTimeout: '0', RedrivePolicy });
    const { MessageId } = await sqs.sendMessage({ QueueUrl, MessageBody: 'crashes its consumer' });

    expect(await receiveOne(QueueUrl)).toMatchObject({ MessageId });
    expect(await receiveOne(QueueUrl)).toMatchObject({ MessageId });
    expect(await receiveOne(QueueUrl)).toBeUndefined();
    expect(await receiveOne(deadLetterQueue)).toMatchObject({ MessageId, Body: 'crashes its consumer' });
  });

  test('of a batch each entry succeeds or fails for itself', async () => {
    const QueueUrl = await createQueue();
    await sqs.sendMessageBatch({
      QueueUrl,
      Entries: Array.from({ length: 10 }, (_, index) => ({ Id: `${index}`, MessageBody: `${index}` })),
    });
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
    expect(Messages.map(({ Body }) => Body).sort()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);

    const { Successful, Failed } = await sqs.changeMessageVisibilityBatch({
      QueueUrl,
      Entries: [
        { Id: 'received', ReceiptHandle: Messages[0]?.ReceiptHandle, VisibilityTimeout: 60 },
        { Id: 'unknown', ReceiptHandle: 'never issued', VisibilityTimeout: 60 },
      ],
    });
    expect(Successful).toMatchObject([{ Id: 'received' }]);
    expect(Failed).toMatchObject([{ Id: 'unknown', SenderFault: true }]);
  });

  test('a long poll is answered as soon as a message arrives', async () => {
    const QueueUrl = await createQueue();
    const poll = receiveOne(QueueUrl, 20);
    await sqs.sendMessage({ QueueUrl, MessageBody: 'arrived' });
    expect(await poll).toMatchObject({ Body: 'arrived' });
  });

  test('a message that a caller no longer waits for goes to the next one', async () => {
    const QueueUrl = await createQueue();
    const abort = new AbortController();
    const abandoned = sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 20 }, { abortSignal: abort.signal });
    await waitForRequest('ReceiveMessage');
    abort.abort();
    await expect(abandoned).rejects.toThrow();
    // Whatever is answered after the end of that connection, the endpoint has seen the end.
    for (let seen = 0; seen < 3; seen += 1) await fetch(`${aws.url}/_aws/health`);

    await sqs.sendMessage({ QueueUrl, MessageBody: 'not lost' });
    const { Messages } = await sqs.receiveMessage({
      QueueUrl,
      WaitTimeSeconds: 5,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    });
    expect(Messages).toMatchObject([{ Body: 'not lost', Attributes: { ApproximateReceiveCount: '1' } }]);
  });

  /** Waits until the newest call is one of that action. */
  async function waitForRequest(action: string): Promise<void> {
    let requests = '';
    while (!requests.endsWith(`"action":"${action}"}]`)) {
      requests = await (await fetch(`${aws.url}/_aws/requests`)).text();
    }
  }

  test('an operation on a queue that does not exist fails as on SQS', async () => {
    await expect(sqs.getQueueUrl({ QueueName: 'missing' })).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });
});

describe('queue URLs', () => {
  test('every answer names this endpoint', async () => {
    const name = randomUUID();
    const url = `${aws.url}/000000000000/${name}`;

    expect((await sqs.createQueue({ QueueName: name })).QueueUrl).toBe(url);
    expect((await sqs.createQueue({ QueueName: name })).QueueUrl).toBe(url);
    expect((await sqs.getQueueUrl({ QueueName: name })).QueueUrl).toBe(url);
    expect((await sqs.listQueues({ QueueNamePrefix: name })).QueueUrls).toEqual([url]);
  });

  test.each(['http://127.0.0.1:1/000000000000/', 'https://sqs.eu-west-1.amazonaws.com/123456789012/'])(
    'a queue is found by its name under %s',
    async (elsewhere) => {
      const QueueUrl = await createQueue();
      const client = new SQS({ useQueueUrlAsEndpoint: false });
      await client.sendMessage({ QueueUrl: elsewhere + QueueUrl.split('/').at(-1), MessageBody: 'found' });
      client.destroy();
      expect(await receiveOne(QueueUrl)).toMatchObject({ Body: 'found' });
    },
  );

  test('the region of the caller makes no difference', async () => {
    const QueueUrl = await createQueue();
    const elsewhere = new SQS({ region: 'eu-central-1' });
    const answer = await elsewhere.getQueueUrl({ QueueName: QueueUrl.split('/').at(-1) });
    elsewhere.destroy();
    expect(answer.QueueUrl).toBe(QueueUrl);
  });
});

describe('the query protocol', () => {
  async function post(path: string, parameters: Record<string, string>) {
    const response = await fetch(aws.url + path, { method: 'POST', body: new URLSearchParams(parameters) });
    return { status: response.status, xml: await response.text() };
  }

  test('a message is sent to the path of its queue, and received as XML', async () => {
    const name = randomUUID();
    const path = `/000000000000/${name}`;
    const created = await post('/', {
      Action: 'CreateQueue',
      QueueName: name,
      'Attribute.1.Name': 'VisibilityTimeout',
      'Attribute.1.Value': '7',
    });
    expect(created.xml).toContain(`<CreateQueueResult><QueueUrl>${aws.url}${path}</QueueUrl></CreateQueueResult>`);

    await post(path, {
      Action: 'SendMessageBatch',
      'SendMessageBatchRequestEntry.1.Id': 'first',
      'SendMessageBatchRequestEntry.1.MessageBody': 'a < b & c',
      'SendMessageBatchRequestEntry.1.MessageAttribute.1.Name': 'reason',
      'SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.DataType': 'String',
      'SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringValue': 'new joiner',
    });
    const received = await post(path, {
      Action: 'ReceiveMessage',
      MaxNumberOfMessages: '10',
      'AttributeName.1': 'ApproximateReceiveCount',
      'MessageAttributeName.1': 'All',
    });
    expect(received.xml).toContain('<Body>a &#60; b &#38; c</Body>');
    expect(received.xml).toContain('<Attribute><Name>ApproximateReceiveCount</Name><Value>1</Value></Attribute>');
    expect(received.xml).toMatch(
      /<MessageAttribute><Name>reason<\/Name><Value>.*<StringValue>new joiner<\/StringValue>.*<\/Value>/,
    );

    const attributes = await post('/', { Action: 'GetQueueAttributes', QueueUrl: path, 'AttributeName.1': 'All' });
    expect(attributes.xml).toContain('<Attribute><Name>VisibilityTimeout</Name><Value>7</Value></Attribute>');
  });

  test('an error carries the code that SQS has in this protocol', async () => {
    const { status, xml } = await post('/', { Action: 'GetQueueUrl', QueueName: 'missing' });
    expect(status).toBe(400);
    expect(xml).toContain('<Error><Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code>');
  });
});
