/** Every quota of AWS, at its edge. */
import { expect, test } from '@jest/globals';
import type { FinishedResource } from '../../infrastructure/cloudformation.ts';
import { excesses, quotas } from '../../infrastructure/quotas.ts';

function one(Type: string, Properties: Record<string, unknown>) {
  return { Resources: { One: { Type, Properties } } };
}

function named(type: string, property: string) {
  return (length: number) => one(type, { [property]: 'x'.repeat(length) });
}

function queuePolicy(Statement: readonly object[]) {
  return one('AWS::SQS::QueuePolicy', { PolicyDocument: { Statement } });
}

/** A document of an exact size, most of which is a text. */
function padded(type: string, property: string, around: number) {
  return (bytes: number) => one(type, { [property]: { Sid: 'x'.repeat(bytes - around) } });
}

function several(count: number): Record<string, FinishedResource> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`R${index}`, { Type: 'AWS::SNS::Topic' }]));
}

/** A template that has a given amount of what the quota counts. */
const templates: Record<string, (size: number) => Parameters<typeof excesses>[0]> = {
  functionEnvironment: (bytes) =>
    one('AWS::Lambda::Function', { Environment: { Variables: { A: 'x'.repeat(bytes - '{"A":""}'.length) } } }),
  functionSubnets: (count) =>
    one('AWS::Lambda::Function', { VpcConfig: { SubnetIds: Array(count).fill('subnet-12345678') } }),
  functionSecurityGroups: (count) =>
    one('AWS::Lambda::Function', { VpcConfig: { SecurityGroupIds: Array(count).fill('sg-12345678') } }),
  tags: (count) => one('AWS::SecretsManager::Secret', { Tags: Array(count).fill({ Key: 'team', Value: 'identity' }) }),
  functionName: named('AWS::Lambda::Function', 'FunctionName'),
  roleName: named('AWS::IAM::Role', 'RoleName'),
  queueName: named('AWS::SQS::Queue', 'QueueName'),
  ruleName: named('AWS::Events::Rule', 'Name'),
  scheduleName: named('AWS::Scheduler::Schedule', 'Name'),
  scheduleGroupName: named('AWS::Scheduler::ScheduleGroup', 'Name'),
  pipeName: named('AWS::Pipes::Pipe', 'Name'),
  alarmName: named('AWS::CloudWatch::Alarm', 'AlarmName'),
  queuePolicyPrincipals: (count) => queuePolicy([{ Principal: { AWS: Array(count).fill('111122223333') } }]),
  queuePolicyStatements: (count) => queuePolicy(Array(count).fill({})),
  queuePolicyBytes: padded('AWS::SQS::QueuePolicy', 'PolicyDocument', '{"Sid":""}'.length),
  keyPolicyBytes: padded('AWS::KMS::Key', 'KeyPolicy', '{"Sid":""}'.length),
  resources: (count) => ({ Resources: several(count) }),
  parameters: (count) => ({ Resources: {}, Parameters: several(count) }),
  outputs: (count) => ({ Resources: {}, Outputs: several(count) }),
  templateBytes: (bytes) => ({
    Resources: {},
    Outputs: { A: 'x'.repeat(bytes - '{"Resources":{},"Outputs":{"A":""}}'.length) },
  }),
};

test.each(Object.entries(quotas))(
  '%s: the maximum is accepted, one more is refused',
  (name, { max, remedy, source }) => {
    const template = templates[name];
    expect(template).toBeDefined();
    expect(excesses(template?.(max) ?? { Resources: {} })).toEqual([]);
    const [problem, ...others] = excesses(template?.(max + 1) ?? { Resources: {} });
    expect(others).toEqual([]);
    expect(problem).toContain(`${remedy}. `);
    expect(problem).toContain(` has ${max + 1} `);
    expect(problem).toContain(`AWS allows ${max}: ${source}`);
  },
);

test('what CloudFormation fills in counts as the longest that it can be', () => {
  const statement = (Resource: unknown) => queuePolicy([{ Resource, Sid: 'x'.repeat(8100) }]);
  expect(excesses(statement('arn:short'))).toEqual([]);
  expect(excesses(statement({ 'Fn::GetAtt': ['Q', 'Arn'] }))).toHaveLength(1);
  expect(excesses(statement({ 'Fn::Sub': `\${AWS::Region}${'x'.repeat(50)}` }))).toHaveLength(1);
});
