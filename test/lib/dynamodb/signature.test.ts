import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { expect, test } from '@jest/globals';
import type { Dynamodb } from '../../../lib/dynamodb/dynamodb.ts';
import { DynamodbClient } from '../../../lib/dynamodb/dynamodb-client.ts';
import { type RecordedCall, useRecordedDynamodb } from '../../services/recorded-dynamodb.ts';
import { authorizationOf } from '../../services/sigv4.ts';

const dynamodb = useRecordedDynamodb();
const credentials = { accessKeyId: 'id', secretAccessKey: 'key of AWS' };
const endpoint = async () => dynamodb;
const region = 'eu-west-1';

async function callBy(client: Dynamodb & { destroy(): void }): Promise<RecordedCall> {
  const get = { TableName: 'ledger', Key: { identity: { S: 'für "x"' } } };
  await client.getItem(get, { abortSignal: AbortSignal.timeout(60_000) });
  client.destroy();
  const [call] = dynamodb.calls;
  if (!call) throw new Error('No call has arrived.');
  return call;
}

test.each([
  [
    'this client',
    (token: object) => new DynamodbClient({ endpoint, region, credentials: { ...credentials, ...token } }),
  ],
  ['the SDK', (token: object) => new DynamoDB({ endpoint, region, credentials: { ...credentials, ...token } })],
])('the signature of %s is that of the specification', async (_, clientWith) => {
  const call = await callBy(clientWith({ sessionToken: 'of the role' }));
  expect(call.headers).toMatchObject({
    authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=id\/\d{8}\/eu-west-1\/dynamodb\/aws4_request, /),
    'x-amz-security-token': 'of the role',
    'x-amz-target': 'DynamoDB_20120810.GetItem',
    'content-type': 'application/x-amz-json-1.0',
  });
  for (const header of ['host', 'x-amz-date', 'x-amz-security-token', 'x-amz-target']) {
    expect(call.headers.authorization).toMatch(new RegExp(`SignedHeaders=[^,]*\\b${header}\\b`));
  }
  expect(call.headers.authorization).toBe(authorizationOf(call, credentials.secretAccessKey));
  expect(call.headers.authorization).not.toBe(authorizationOf({ ...call, body: '{}' }, credentials.secretAccessKey));
});

test('credentials without a token send none', async () => {
  const { headers } = await callBy(new DynamodbClient({ endpoint, region, credentials }));
  expect(headers).not.toHaveProperty('x-amz-security-token');
});
