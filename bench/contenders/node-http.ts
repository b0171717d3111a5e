/** Nothing but Node: its HTTP client, and a signature of its own. As little as the work can take. */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { atOnce } from './parts/batch.ts';
import { type Credentials, secretId, table } from './parts/environment.ts';
import { requestOf } from './parts/message.ts';
import { send } from './parts/sender.ts';
import { callAws } from './parts/signed-call.ts';

/** Milliseconds. */
const lease = 130_000;

let secret: Promise<Credentials> | undefined;
let token: Promise<string> | undefined;

export function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  return atOnce(event, handleRecord);
}

async function handleRecord(record: SQSRecord): Promise<void> {
  const { messageId } = record;
  if (!(await claim(messageId))) return;
  secret ??= readSecret();
  const credentials = await secret;
  token ??= requestToken(credentials);
  const { username, targetEntityIds, entityId } = requestOf(record);
  const { status, body } = await send(
    `${credentials.baseUrl}/v1/users/${encodeURIComponent(username)}/request-access`,
    'PUT',
    {
      Authorization: `Bearer ${await token}`,
      'Content-Type': 'application/json',
      'Zuora-Entity-Ids': entityId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
      'Zuora-Track-Id': messageId,
    },
    JSON.stringify({ targetEntityIds }),
  );
  if (status !== 200 || JSON.parse(body).success !== true) throw new Error(`Zuora refused: ${body}`);
  await settle(messageId);
}

async function readSecret(): Promise<Credentials> {
  const { body } = await callAws('secretsmanager', 'secretsmanager.GetSecretValue', { SecretId: secretId });
  return JSON.parse(JSON.parse(body).SecretString);
}

async function requestToken({ baseUrl, clientId, clientSecret }: Credentials): Promise<string> {
  const form = new URLSearchParams({
    client_id: clientId,
    client_secret: clientSecret,
    grant_type: 'client_credentials',
  });
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const { body } = await send(`${baseUrl}/oauth/token`, 'POST', headers, form.toString());
  return JSON.parse(body).access_token;
}

/** @returns false if the message is done */
async function claim(messageId: string): Promise<boolean> {
  const now = Date.now();
  const { status, body } = await callAws('dynamodb', 'DynamoDB_20120810.PutItem', {
    TableName: table,
    Item: { id: { S: messageId }, status: { S: 'open' }, freeAt: { N: String(now + lease) } },
    ConditionExpression: 'attribute_not_exists(#id) OR (#status = :open AND #freeAt < :now)',
    ExpressionAttributeNames: { '#id': 'id', '#status': 'status', '#freeAt': 'freeAt' },
    ExpressionAttributeValues: { ':open': { S: 'open' }, ':now': { N: String(now) } },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  if (status === 200) return true;
  if (JSON.parse(body).Item?.status.S === 'done') return false;
  throw new Error(`The message is handled elsewhere, or DynamoDB failed: ${body}`);
}

async function settle(messageId: string): Promise<void> {
  const { status, body } = await callAws('dynamodb', 'DynamoDB_20120810.UpdateItem', {
    TableName: table,
    Key: { id: { S: messageId } },
    UpdateExpression: 'SET #status = :done',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':done': { S: 'done' } },
  });
  if (status !== 200) throw new Error(`DynamoDB failed: ${body}`);
}
