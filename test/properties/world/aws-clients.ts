/** The AWS SDK's own clients and commands, answered by models of the services in place of the network. */
import { DynamoDB, type PutItemCommandInput, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { ResourceNotFoundException, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { answerTo } from '../../../models/dynamodb-table.ts';
import type { Surroundings } from './surroundings.ts';
import type { Wire } from './wire.ts';

const region = 'us-east-1';
/** All that a client would look for on the machine, which takes longer than a call. */
const config = {
  region,
  credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  requestHandler: { handle: () => Promise.reject(new Error('There is no network.')) },
};
/** Before the SDK prepares what it would send and log. */
const inPlaceOfTheNetwork = { step: 'initialize', priority: 'high' } as const;
const answered = { response: undefined };

export function dynamodbClient(wire: Wire, around: Surroundings): DynamoDB {
  const { parts, table, trace, moment } = around;
  const client = new DynamoDB(config);
  client.middlewareStack.add(
    () =>
      async ({ input }) => {
        if ('UpdateExpression' in input) {
          const name = nameOf(input);
          const write = await wire.aws(name, () => {
            const previous = table.get(input);
            const item = table.update(parts.update(input));
            const entry = { at: moment(), by: wire.invocation, table: input.TableName, previous, item, told: false };
            trace.recordWrites.push(entry);
            return entry;
          });
          write.told = true;
          return { ...answered, output: { ...answerTo(input, write.item), $metadata: {} } };
        }
        if ('Item' in input) {
          await wire.aws(putName(input), () => {
            const item = table.put(input);
            if (isEntry(input)) trace.entries.push({ at: moment(), by: wire.invocation, item });
          });
          return { ...answered, output: { $metadata: {} } };
        }
        if ('Key' in input) {
          const Item = await wire.aws('read record', () => table.get(input));
          return { ...answered, output: { ...(Item && { Item }), $metadata: {} } };
        }
        throw unknown(around, input);
      },
    inPlaceOfTheNetwork,
  );
  return client;
}

/** What is put into the audit log's table. */
export function putName(input: Pick<PutItemCommandInput, 'Item'>): string {
  return isEntry(input) ? 'write entry' : 'remember login';
}

export function isEntry({ Item }: Pick<PutItemCommandInput, 'Item'>): boolean {
  return Item?.['what'] !== undefined;
}

/** What an update of a table is for. */
export function nameOf({
  TableName,
  UpdateExpression = '',
  ConditionExpression = '',
  ExpressionAttributeNames = {},
}: UpdateItemCommandInput): string {
  const acquires = UpdateExpression.includes('#owner = ');
  const names = Object.values(ExpressionAttributeNames);
  if (TableName?.endsWith('accounts')) {
    if (acquires) return 'acquire account';
    return names.includes('freeAt') ? 'release account' : 'record account';
  }
  if (acquires) return 'claim';
  if (ConditionExpression.includes('attribute_not_exists(#freeAt)')) return 'take over';
  return names.includes('unsettled') ? 'settle' : 'renew';
}

export function sqsClient(wire: Wire, around: Surroundings): SQSClient {
  const { queues, settings, trace, moment } = around;
  const client = new SQSClient(config);
  client.middlewareStack.add(
    () =>
      async ({ input }) => {
        if ('QueueName' in input) {
          const QueueUrl = await wire.aws('queue url', () => `https://sqs.${region}.amazonaws.com/${input.QueueName}`);
          return { ...answered, output: { QueueUrl, $metadata: {} } };
        }
        if ('ReceiptHandle' in input && 'VisibilityTimeout' in input) {
          const { ReceiptHandle = '', VisibilityTimeout = 0 } = input;
          await wire.aws('hide', () => {
            const message = queues.hide(ReceiptHandle, VisibilityTimeout * 1000);
            trace.hidden.push({ at: moment(), message, until: message.visibleAt });
          });
          return { ...answered, output: { $metadata: {} } };
        }
        if ('MessageBody' in input && input.QueueUrl?.endsWith(settings.deadLetterQueue)) {
          const { MessageBody: body = '', MessageAttributes: attributes = {} } = input;
          const deadLetter = await wire.aws('dead letter', () => {
            queues.sendDeadLetter(body, attributes);
            const entry = { at: moment(), by: wire.invocation, body, attributes, told: false };
            trace.deadLetters.push(entry);
            return entry;
          });
          deadLetter.told = true;
          return { ...answered, output: { $metadata: {} } };
        }
        throw unknown(around, input);
      },
    inPlaceOfTheNetwork,
  );
  return client;
}

export function secretsManagerClient(wire: Wire, around: Surroundings): SecretsManagerClient {
  const client = new SecretsManagerClient(config);
  client.middlewareStack.add(
    () => async () => {
      const { value, versionId } = await wire.aws('secret', () => around.secret);
      if (!value) throw new ResourceNotFoundException({ message: 'There is no value.', $metadata: {} });
      return { ...answered, output: { SecretString: value, VersionId: versionId, $metadata: {} } };
    },
    inPlaceOfTheNetwork,
  );
  return client;
}

function unknown({ problems }: Surroundings, input: object): Error {
  const problem = new Error(`No model answers this call: ${Object.keys(input)}`);
  problems.push(problem);
  return problem;
}
