/** What AWS's documentation asks of queues, mappings and roles, asserted on the packaged template. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { maxReceives } from '../../lib/delivery/schedule.ts';
import { readSettings } from '../../lib/settings.ts';
import { PackagedService } from './packaged.ts';

const operations = {
  requestUserAccess: 'user-access-requests',
  initiateEntityConnection: 'entity-connections',
  acceptEntityConnection: 'connection-approvals',
};
const sixHundredKilobytes = 600_000;
const fourteenDays = 14 * 86_400;

describe.each(['dev', 'local'])('packaged for stage %s, the service', (stage) => {
  let service: PackagedService;
  beforeAll(async () => {
    service = await PackagedService.of(stage);
  }, 60_000);
  afterAll(() => service.remove());

  const mapped = () =>
    [...service.all('mapping').values()].map((mapping) => ({
      mapping,
      lambda: service.one('function', mapping.FunctionName),
      queue: service.one('queue', mapping.EventSourceArn),
    }));

  test('has a queue, a dead-letter queue and a function for each operation, under their names', () => {
    const pairs = mapped().map(({ lambda, queue }) => [lambda.FunctionName, queue.QueueName]);
    expect(pairs).toEqual(
      Object.entries(operations).map(([name, queue]) => [
        `zuora-access-${stage}-${name}`,
        `zuora-access-${stage}-${queue}`,
      ]),
    );
    for (const { queue, lambda } of mapped()) {
      const deadLetterQueue = service.one('queue', queue.RedrivePolicy?.deadLetterTargetArn ?? '');
      expect(deadLetterQueue.QueueName).toBe(`${queue.QueueName}-dlq`);
      expect(lambda.Environment.Variables['ZUORA_ACCESS_DEAD_LETTER_QUEUE']).toBe(deadLetterQueue.QueueName);
    }
  });

  test('hides a message for at least six times its function’s timeout', () => {
    for (const { lambda, queue } of mapped()) {
      expect(queue.VisibilityTimeout).toBeGreaterThanOrEqual(6 * lambda.Timeout);
    }
  });

  test('reports failures message by message, and filters none away', () => {
    for (const { mapping } of mapped()) {
      expect(mapping.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
      expect(mapping).not.toHaveProperty('FilterCriteria');
    }
  });

  test('bounds concurrency on the mapping, and reserves none below it', () => {
    for (const { mapping, lambda } of mapped()) {
      expect(mapping.ScalingConfig.MaximumConcurrency).toBeGreaterThanOrEqual(2);
      expect(lambda.ReservedConcurrentExecutions).toBeUndefined();
    }
  });

  test('has at most 20 calls to Zuora in flight', () => {
    const inFlight = mapped().map(
      ({ mapping, lambda }) =>
        mapping.ScalingConfig.MaximumConcurrency * Number(lambda.Environment.Variables['ZUORA_ACCESS_CALLS_IN_FLIGHT']),
    );
    expect(inFlight.reduce((sum, calls) => sum + calls)).toBe(20);
  });

  test('keeps dead letters for 14 days, longer than their source', () => {
    for (const { queue } of mapped()) {
      const deadLetterQueue = service.one('queue', queue.RedrivePolicy?.deadLetterTargetArn ?? '');
      expect(deadLetterQueue.MessageRetentionPeriod).toBe(fourteenDays);
      expect(queue.MessageRetentionPeriod).toBeLessThan(fourteenDays);
      expect(deadLetterQueue.MaximumMessageSize).toBeGreaterThanOrEqual(queue.MaximumMessageSize);
    }
  });

  test('leaves it to crashes to use up the receives of a message', () => {
    for (const { queue } of mapped()) expect(queue.RedrivePolicy?.maxReceiveCount).toBe(maxReceives);
  });

  test('encrypts every queue, and refuses plain HTTP on each', () => {
    const queues = service.all('queue');
    for (const queue of queues.values()) expect(queue.SqsManagedSseEnabled).toBe(true);
    const refused = [...service.all('queuePolicy').values()].flatMap(({ PolicyDocument }) =>
      PolicyDocument.Statement.flatMap(({ Effect, Principal, Action, Condition, Resource }) => {
        const refusesPlainHttp =
          Effect === 'Deny' &&
          Principal === '*' &&
          Action === 'sqs:*' &&
          JSON.stringify(Condition) === '{"Bool":{"aws:SecureTransport":"false"}}';
        return refusesPlainHttp ? [JSON.stringify(Resource)] : [];
      }),
    );
    const arns = [...queues.keys()].map((id) => JSON.stringify({ 'Fn::GetAtt': [id, 'Arn'] }));
    for (const { Queues } of service.all('queuePolicy').values()) expect(Queues).toHaveLength(1);
    expect(refused.sort()).toEqual(arns.sort());
  });

  test('gives each function a role of its own that allows exactly what it calls, where it calls it', () => {
    expect(new Set(mapped().map(({ lambda }) => lambda.Role)).size).toBe(mapped().length);
    expect(service.all('role').size).toBe(mapped().length);
    for (const { lambda, mapping, queue } of mapped()) {
      const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
      const statements = service.one('role', lambda.Role).Policies.flatMap((policy) => policy.PolicyDocument.Statement);
      expect(statements.map(({ Action, Resource }) => [Action, Resource])).toEqual([
        [
          [
            'sqs:ReceiveMessage',
            'sqs:DeleteMessage',
            'sqs:GetQueueAttributes',
            'sqs:GetQueueUrl',
            'sqs:ChangeMessageVisibility',
          ],
          arnOf(mapping.EventSourceArn),
        ],
        [['sqs:SendMessage', 'sqs:GetQueueUrl'], arnOf(queue.RedrivePolicy?.deadLetterTargetArn ?? '')],
        [['dynamodb:GetItem', 'dynamodb:UpdateItem'], arnOf('Ledger')],
        [['secretsmanager:GetSecretValue'], { Ref: 'OAuthSecret' }],
        [
          ['logs:CreateLogStream', 'logs:PutLogEvents'],
          {
            'Fn::Sub': expect.stringMatching(
              new RegExp(
                `^arn:\\$\\{AWS::Partition\\}:logs:.+:log-group:/aws/lambda/${lambda.FunctionName}:log-stream:\\*$`,
              ),
            ),
          },
        ],
      ]);
    }
  });

  test('creates its secret without a value', () => {
    expect(service.one('secret', 'OAuthSecret')).toEqual({
      Name: `zuora-access/${stage}/oauth`,
      Description: expect.any(String),
    });
  });

  test('lets the ledger forget, and brings it back to any point in time', () => {
    expect(service.one('table', 'Ledger')).toMatchObject({
      TableName: `zuora-access-${stage}-ledger`,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });

  test('keeps the log of every function for a stated time', () => {
    const groups = [...service.all('logGroup').values()];
    expect(groups.map(({ LogGroupName }) => LogGroupName)).toEqual(
      Object.keys(operations).map((name) => `/aws/lambda/zuora-access-${stage}-${name}`),
    );
    for (const { RetentionInDays } of groups) expect(RetentionInDays).toBeGreaterThanOrEqual(365);
  });

  test('gives its functions settings that fit together', () => {
    for (const { lambda, queue } of mapped()) {
      const settings = readSettings(lambda.Environment.Variables);
      expect(settings.functionTimeout).toBe(lambda.Timeout * 1000);
      expect(settings.visibilityTimeout).toBe((queue.VisibilityTimeout ?? 0) * 1000);
      expect(settings.queueRetention).toBe(queue.MessageRetentionPeriod * 1000);
      expect(lambda.Runtime).toBe('nodejs24.x');
    }
  });

  test('carries AWS credentials in the environment of stage local alone, where they open nothing', () => {
    const carried = mapped().filter(({ lambda }) => 'AWS_ACCESS_KEY_ID' in lambda.Environment.Variables);
    expect(carried).toHaveLength(stage === 'local' ? mapped().length : 0);
  });

  test.each(Object.keys(operations))('bundles %s into one file of at most 600 KB', (name) => {
    const files = Object.entries(service.files(name));
    expect(files.map(([path]) => path)).toEqual([`functions/${name}.cjs`]);
    expect(files[0]?.[1].byteLength).toBeLessThanOrEqual(sixHundredKilobytes);
  });
});
