/**
 * Stands in for AWS as a process of its own: DynamoDB, Secrets Manager and SQS, all in memory.
 * Arguments: the secret's value, the keys of the tables as JSON, and the file of the certificate.
 */
import { createHash, randomUUID } from 'node:crypto';
import { Counter } from './counts.ts';
import { type Answer, serve } from './server.ts';
import { type BatchInput, FailedCondition, type Input, type KeySchema, Tables } from './tables.ts';

const [secretValue = '', keys = '{}', keyFile] = process.argv.slice(2);
const tables = new Tables(JSON.parse(keys) as KeySchema);
const counter = new Counter();
const versionId = randomUUID();

const dynamodb: Readonly<
  Record<string, (input: Input & BatchInput) => { readonly output: object; readonly units: number }>
> = {
  GetItem: (input) => tables.get(input),
  BatchGetItem: (input) => tables.getAll(input),
  PutItem: (input) => tables.put(input),
  UpdateItem: (input) => tables.update(input),
  DeleteItem: (input) => tables.delete(input),
};

/** What SQS says to each action. Nobody reads the checksum of a message that is sent once. */
const sqs: Readonly<Record<string, (input: BatchToSend) => object>> = {
  GetQueueUrl: () => ({ QueueUrl: 'http://localhost/000000000000/queue' }),
  SendMessage: () => ({ MessageId: randomUUID(), MD5OfMessageBody: '' }),
  SendMessageBatch: ({ Entries = [] }) => ({ Successful: Entries.map(sent), Failed: [] }),
  ChangeMessageVisibility: () => ({}),
  DeleteMessage: () => ({}),
};

interface MessageToSend {
  readonly Id: string;
  readonly MessageBody: string;
}

interface BatchToSend {
  readonly Entries?: readonly MessageToSend[];
}

await serve(
  {
    answer({ headers }, body) {
      const [service = '', action = ''] = String(headers['x-amz-target']).split('.');
      if (service.startsWith('DynamoDB')) return ofDynamodb(action, JSON.parse(body));
      counter.add(service === 'secretsmanager' ? 'secret reads' : 'SQS calls');
      if (action === 'GetSecretValue')
        return ok({ Name: 'secret', SecretString: secretValue, VersionId: versionId, VersionStages: ['AWSCURRENT'] });
      const answer = sqs[action];
      return answer
        ? ok(answer(JSON.parse(body)))
        : failed('UnknownOperationException', `The stand-in has no ${service}.${action}`);
    },
    command(command) {
      if ('clear' in command) tables.clear();
      return counter.take();
    },
  },
  keyFile,
);

function ofDynamodb(action: string, input: Input & BatchInput): Answer {
  const perform = dynamodb[action];
  if (!perform) return failed('UnknownOperationException', `The stand-in has no DynamoDB ${action}`);
  counter.add(action.endsWith('GetItem') ? 'DynamoDB reads' : 'DynamoDB writes');
  try {
    const { output, units } = perform(input);
    if (units > 0) counter.add('write units', units);
    return ok(output);
  } catch (error) {
    if (!(error instanceof FailedCondition)) throw error;
    counter.add('write units');
    return failed('ConditionalCheckFailedException', error.message, error.item && { Item: error.item });
  }
}

function sent({ Id, MessageBody }: MessageToSend): object {
  return { Id, MessageId: randomUUID(), MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex') };
}

function ok(body: object): Answer {
  return { status: 200, body };
}

function failed(name: string, message: string, more: object = {}): Answer {
  return { status: 400, body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message, ...more } };
}
