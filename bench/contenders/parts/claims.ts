/** Two writes for a message by the AWS SDK: it is claimed before the call, and settled after it. */
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { table } from './environment.ts';

const client = new DynamoDBClient();

/** Milliseconds. */
const lease = 130_000;
/** Seconds. */
const retention = 2_592_000;

export type Claim = 'mine' | 'done' | 'held';

export async function claim(messageId: string): Promise<Claim> {
  const now = Date.now();
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: {
          id: { S: messageId },
          status: { S: 'open' },
          freeAt: { N: String(now + lease) },
          expiration: { N: String(Math.floor(now / 1000) + retention) },
        },
        ConditionExpression: 'attribute_not_exists(#id) OR (#status = :open AND #freeAt < :now)',
        ExpressionAttributeNames: { '#id': 'id', '#status': 'status', '#freeAt': 'freeAt' },
        ExpressionAttributeValues: { ':open': { S: 'open' }, ':now': { N: String(now) } },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return 'mine';
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return error.Item?.['status']?.S === 'done' ? 'done' : 'held';
  }
}

export async function settle(messageId: string, outcome: string): Promise<void> {
  await client.send(
    new UpdateItemCommand({
      TableName: table,
      Key: { id: { S: messageId } },
      UpdateExpression: 'SET #status = :done, #outcome = :outcome',
      ExpressionAttributeNames: { '#status': 'status', '#outcome': 'outcome' },
      ExpressionAttributeValues: { ':done': { S: 'done' }, ':outcome': { S: outcome } },
    }),
  );
}

/** One more write of a record, as the service has them: of an account, or of the audit log. */
export async function note(messageId: string, kind: string, value: string): Promise<void> {
  await client.send(
    new UpdateItemCommand({
      TableName: table,
      Key: { id: { S: `${kind} ${messageId}` } },
      UpdateExpression: 'SET #value = :value',
      ConditionExpression: 'attribute_not_exists(#id) OR #id = :id',
      ExpressionAttributeNames: { '#id': 'id', '#value': 'value' },
      ExpressionAttributeValues: { ':id': { S: `${kind} ${messageId}` }, ':value': { S: value } },
    }),
  );
}
