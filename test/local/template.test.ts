import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readTemplate, templateFile } from '../../local/template.ts';
import { deployedOperations } from '../../operator/stack/deployed-operations.ts';
import { patient } from '../durations.ts';

describe('the packaged template', () => {
  const packaged = JSON.parse(readFileSync(join(process.env['ZUORA_ACCESS_PACKAGE'] ?? '', templateFile), 'utf8'));
  const stack = readTemplate(packaged);

  test('gives each function one queue, and each queue of events its dead-letter queue', () => {
    const routes = [...stack.mappings.values()].map(({ functionId, queueId }) => {
      const queue = stack.queues.get(queueId);
      const deadLetterQueue = queue?.redrive && stack.queues.get(queue.redrive.deadLetterQueueId)?.name;
      return [stack.functions.get(functionId)?.configuration.name, queue?.name, deadLetterQueue].filter(Boolean);
    });
    expect(routes).toEqual(
      deployedOperations.map(({ name, queue, events }) =>
        [name, queue, ...(events.length > 0 ? [`${queue}-dlq`] : [])].map((part) => `zuora-access-local-${part}`),
      ),
    );
  });

  test('gives functions their settings, and mappings theirs', () => {
    expect([...stack.functions.values()]).toContainEqual({
      archive: 'requestUserAccess.zip',
      configuration: expect.objectContaining({
        handler: 'functions/requestUserAccess.handler',
        timeout: patient.functionTimeout * 1000,
        variables: expect.objectContaining({ ZUORA_ACCESS_STAGE: 'local' }),
      }),
    });
    expect([...stack.mappings.values()]).toContainEqual(
      expect.objectContaining({ batchSize: 10, batchWindow: 0, reportBatchItemFailures: true }),
    );
  });

  test('asks for four tables, one secret, and a schedule for the sweeps', () => {
    expect(
      [...stack.tables.values()].map(({ TableName, GlobalSecondaryIndexes = [] }) => [
        TableName,
        ...GlobalSecondaryIndexes.map(({ IndexName }) => IndexName),
      ]),
    ).toEqual([
      ['zuora-access-local-ledger'],
      ['zuora-access-local-accounts', 'due'],
      ['zuora-access-local-people', 'due'],
      ['zuora-access-local-audit', 'day'],
    ]);
    expect([...stack.secrets.values()].map(({ name }) => name)).toEqual(['zuora-access/local/oauth']);
    expect([...stack.scheduleGroups.values()]).toEqual([
      { Name: 'zuora-access-local-announced-changes' },
      { Name: 'zuora-access-local-account-sweeps' },
    ]);
    expect([...stack.schedules.values()]).toEqual([
      expect.objectContaining({
        GroupName: 'zuora-access-local-account-sweeps',
        ScheduleExpression: 'rate(1 minute)',
        queueId: 'AccountSweepsQueue',
      }),
    ]);
  });
});

test('queue attributes become strings, as SQS takes them, without what means nothing here', () => {
  const { queues } = readTemplate({
    Resources: {
      Q: {
        Type: 'AWS::SQS::Queue',
        Properties: {
          QueueName: 'q',
          VisibilityTimeout: 90,
          SqsManagedSseEnabled: true,
          RedriveAllowPolicy: { redrivePermission: 'denyAll' },
          Tags: [{ Key: 'team', Value: 'identity' }],
        },
      },
    },
  });
  expect(queues.get('Q')).toEqual({
    name: 'q',
    attributes: { VisibilityTimeout: '90', SqsManagedSseEnabled: 'true' },
  });
});

test.each<[string, string, object, RegExp]>([
  ['a filter on a mapping', 'AWS::Lambda::EventSourceMapping', { FilterCriteria: {} }, /R \(.*FilterCriteria/s],
  ['a reference by another function', 'AWS::SQS::Queue', { QueueName: { Ref: 'X' } }, /R \(.*QueueName/s],
  ['an unknown type', 'AWS::SNS::Topic', {}, /cannot create R \(AWS::SNS::Topic\)/],
])('%s is an error that names it', (_, Type, Properties, message) => {
  expect(() => readTemplate({ Resources: { R: { Type, Properties } } })).toThrow(message);
});
