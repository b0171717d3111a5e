import { once } from 'node:events';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { Lambda } from '@aws-sdk/client-lambda';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { SQS } from '@aws-sdk/client-sqs';
import { STS } from '@aws-sdk/client-sts';
import { describe, expect, test } from '@jest/globals';
import { startAwsProcess } from '../../services/aws-process.ts';
import { useAws } from '../../services/use-aws.ts';

const aws = useAws();

function signedFor(service: string): Record<string, string> {
  const scope = `any/20260101/us-east-1/${service}/aws4_request`;
  return { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=any` };
}

async function post(headers: Record<string, string>, body = '') {
  const response = await fetch(aws.url, { method: 'POST', headers, body });
  return { status: response.status, text: await response.text() };
}

describe('a request that is not served', () => {
  test('gets an error that names what is served: an unknown action of a served service', async () => {
    const dynamodb = new DynamoDB({});
    await expect(dynamodb.listBackups({})).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringMatching(/^dynamodb:ListBackups is not served .* GetItem, /),
    });
    dynamodb.destroy();
  });

  test.each([
    ['by its target', { 'x-amz-target': 'Kinesis_20131202.ListStreams' }, '', 'Kinesis_20131202:ListStreams'],
    [
      'by its signature',
      { ...signedFor('sns'), 'content-type': 'application/x-www-form-urlencoded' },
      'Action=ListTopics&Version=2010-03-31',
      'sns:ListTopics',
    ],
    ['without an action', signedFor('s3'), '', 's3:'],
  ])('gets an error that names what is served: a service known %s', async (_, headers, body, asked) => {
    const { status, text } = await post(headers, body);
    expect(status).toBe(400);
    expect(text).toContain('UnknownOperationException');
    expect(text).toContain(
      `${asked} is not served by this local endpoint. It serves sqs, dynamodb, secretsmanager, lambda, logs, scheduler, sts.`,
    );
  });

  test('gets a SerializationException when its body is not JSON', async () => {
    const { status, text } = await post({ 'x-amz-target': 'secretsmanager.ListSecrets' }, '{');
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ __type: 'SerializationException' });
  });
});

test('any credentials are those of the account', async () => {
  const sts = new STS({});
  expect(await sts.getCallerIdentity({})).toMatchObject({
    Account: '000000000000',
    Arn: 'arn:aws:iam::000000000000:root',
  });
  sts.destroy();
});

test('what is asked of Lambda, by path, is understood', async () => {
  const lambda = new Lambda({});
  expect(await lambda.listEventSourceMappings({ EventSourceArn: 'arn:aws:sqs:us-east-1:000000000000:none' })).toEqual(
    expect.objectContaining({ EventSourceMappings: [] }),
  );
  await expect(lambda.updateEventSourceMapping({ UUID: 'none', Enabled: false })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'The resource you requested does not exist.',
    $metadata: { httpStatusCode: 404 },
  });
  await expect(lambda.updateEventSourceMapping({ UUID: 'none', BatchSize: 1 })).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
  });
  await expect(lambda.listFunctions({})).rejects.toMatchObject({
    name: 'UnknownOperationException',
    message: expect.stringMatching(
      /^lambda:GET \/2015-03-31\/functions\/? is not served by this local endpoint\. Of lambda /,
    ),
  });
  lambda.destroy();
});

test('the requests so far are listed without their bodies, until they are cleared', async () => {
  await fetch(`${aws.url}/_aws/requests`, { method: 'DELETE' });
  const clients = { sqs: new SQS({}), dynamodb: new DynamoDB({}), secrets: new SecretsManager({}) };
  await clients.sqs.listQueues({});
  await clients.dynamodb.listTables({});
  await clients.secrets.createSecret({ Name: 'hush', SecretString: 'never kept' });
  for (const client of Object.values(clients)) client.destroy();

  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
  expect(await (await fetch(`${aws.url}/_aws/requests`)).json()).toEqual([
    { time, service: 'sqs', action: 'ListQueues' },
    { time, service: 'dynamodb', action: 'ListTables' },
    { time, service: 'secretsmanager', action: 'CreateSecret' },
  ]);
});

test('its health is told', async () => {
  expect(await (await fetch(`${aws.url}/_aws/health`)).json()).toEqual({ status: 'ok' });
});

describe('the end', () => {
  test('a signal ends it at once and cleanly, with polls under way answered', async () => {
    const { url, child, end } = await startAwsProcess();
    const sqs = new SQS({ endpoint: url, maxAttempts: 1 });
    const { QueueUrl } = await sqs.createQueue({ QueueName: 'polled' });
    const poll = sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 20 });
    let requests = '';
    while (!requests.includes('ReceiveMessage')) requests = await (await fetch(`${url}/_aws/requests`)).text();

    await end('SIGTERM');
    expect(child.exitCode).toBe(0);
    expect((await poll).Messages).toBeUndefined();
    sqs.destroy();
  });

  test('it ends with the process that started it', async () => {
    const { child } = await startAwsProcess();
    const exited = once(child, 'exit');
    child.disconnect();
    expect(await exited).toEqual([0, null]);
  });
});
