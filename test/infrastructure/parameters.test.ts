/** A parameter that does not fit stops the packaging, and says what would. */
import { describe, expect, test } from '@jest/globals';
import { parameters } from '../../infrastructure/parameters.ts';
import { PackagedService } from './packaged.ts';
import { unguarded } from './stage-parameters.ts';

/** Reads parameters as the framework hands them over: those of stage `prod` over the defaults. */
function read(prod: Record<string, unknown>, param: string[] = []) {
  const values: Record<string, unknown> = { ...unguarded, ...prod, 'self:provider.region': 'us-east-1' };
  return parameters({
    options: { param },
    resolveConfigurationProperty: async () => ({ default: unguarded, prod }),
    resolveVariable: async (name) => (name === 'sls:stage' ? 'prod' : values[name.replace('param:', '')]),
  });
}

describe('what serverless.yml gives', () => {
  test('is taken as it is', async () => {
    const given = {
      removalPolicy: 'Delete',
      customerManagedKey: true,
      allowedPublishers: ['111122223333', 'arn:aws-cn:iam::444455556666:role/hr'],
      allowedEntityIds: ['5EED0000-0000-4000-8000-000000000001'],
      allowedUsernameDomains: ['mail.example.com'],
      protectedUsernames: ['zuora-service@example.com'],
      eventBus: true,
      snsTopic: 'arn:aws:sns:us-east-1:444455556666:leavers.fifo',
      alarmTopic: 'arn:aws:sns:us-east-1:444455556666:on-call',
      expectedTrafficHours: 24,
      auditRetentionDays: 365,
      personRetentionDays: 30,
      outcomeBus: 'arn:aws:events:us-east-1:444455556666:event-bus/outcomes',
      pendingAlarmDays: 29,
      zuoraCallsInFlight: 40,
      policyFile: 'policy.prod.yml',
      permissionsBoundary: 'arn:aws:iam::444455556666:policy/platform/boundary',
      tags: { team: 'identity', 'cost-center': '4711', owner: 'Zoë @ Zürich' },
      subnetIds: ['subnet-0123456789abcdef0', 'subnet-12345678'],
      securityGroupIds: ['sg-0123456789abcdef0'],
      tracing: true,
    };
    expect(await read(given)).toEqual(given);
  });

  test('may be left out', async () => {
    expect(await read({})).toEqual(unguarded);
  });
});

test('what --param gives is text: true, false, and lists with commas', async () => {
  expect(
    await read({ customerManagedKey: 'true', eventBus: 'false', allowedUsernameDomains: 'example.com, example.org' }),
  ).toEqual({ ...unguarded, customerManagedKey: true, allowedUsernameDomains: ['example.com', 'example.org'] });
});

test('tags are given as text with an equals sign, after which a value may have more of them', async () => {
  const given = { tags: 'team=identity, cost-center=4711,query=a=b' };
  expect(await read(given)).toEqual({
    ...unguarded,
    tags: { team: 'identity', 'cost-center': '4711', query: 'a=b' },
  });
  expect(await read({ tags: '' })).toEqual(unguarded);
});

test.each<[string, unknown, string]>([
  ['customerManagedKey', 'yes', 'must be true or false, not "yes"'],
  ['customerManagedKey', null, 'must be true or false, not null'],
  ['customerManagedKey', 'constructor', 'must be true or false, not "constructor"'],
  ['eventBus', 1, 'must be true or false, not 1'],
  ['removalPolicy', 'Snapshot', 'must be Retain or Delete, not "Snapshot"'],
  ['alarmTopic', 'on-call', `must be the ARN of an SNS topic, or '' for none, not "on-call"`],
  ['expectedTrafficHours', 25, 'must be a whole number of hours from 1 to 24, or 0 for none, not 25'],
  ['expectedTrafficHours', -1, 'must be a whole number of hours'],
  ['expectedTrafficHours', 1.5, 'must be a whole number of hours'],
  ['expectedTrafficHours', ' ', 'must be a whole number of hours'],
  ['expectedTrafficHours', true, 'must be a whole number of hours'],
  ['auditRetentionDays', 0, 'must be a whole number of days from 1 to 36500, not 0'],
  ['auditRetentionDays', 'for ever', 'must be a whole number of days'],
  ['personRetentionDays', 36_501, 'must be a whole number of days from 1 to 36500, not 36501'],
  ['pendingAlarmDays', 30, 'must be a whole number of days from 1 to 29, or 0 for none, not 30'],
  ['zuoraCallsInFlight', 41, 'must be a whole number of calls from 1 to 40, not 41'],
  ['policyFile', '', 'must be the path of a file in this project'],
  ['outcomeBus', 'outcomes', `must be the ARN of an EventBridge event bus, or '' for none, not "outcomes"`],
  ['outcomeBus', 'arn:aws:events:eu-west-1:444455556666:event-bus/outcomes', 'must be in us-east-1'],
  ['snsTopic', 'leavers', `must be the ARN of an SNS topic, or '' for none, not "leavers"`],
  ['snsTopic', ['arn:aws:sns:us-east-1:444455556666:leavers'], 'must be the ARN of an SNS topic'],
  ['allowedPublishers', 111122223333, 'must be a list, not 111122223333'],
  ['allowedPublishers', [111122223333], 'each must be an account id of 12 digits, in quotes'],
  ['allowedPublishers', ['*'], 'not "*"'],
  ['allowedPublishers', ['arn:aws:iam::444455556666:role/*', 'arn:aws:iam::444455556666:user/ada'], 'role/*" or "arn:'],
  ['allowedPublishers', ['arn:aws:events:us-east-1:*:rule/hr'], 'not "arn:aws:events:us-east-1:*:rule/hr"'],
  ['allowedPublishers', ['arn:aws:sns:us-east-1:444455556666:*'], 'without a wildcard'],
  ['allowedEntityIds', ['5eed'], 'each must be a Zuora entity id'],
  ['permissionsBoundary', 'boundary', `must be the ARN of an IAM policy, or '' for none, not "boundary"`],
  ['permissionsBoundary', 'arn:aws:iam::444455556666:role/boundary', 'must be the ARN of an IAM policy'],
  ['permissionsBoundary', 'arn:aws:iam::444455556666:policy/*', 'must be the ARN of an IAM policy'],
  ['tags', ['team'], 'must be keys with values, not ["team"]'],
  ['tags', null, 'must be keys with values, not null'],
  ['tags', 'team', 'the value of team must have 1 to 255 letters'],
  ['tags', { 'cost-center': 4711 }, 'and have quotes if it is a number, not 4711'],
  ['tags', { team: 'a'.repeat(256) }, 'the value of team must have 1 to 255 letters'],
  ['tags', { team: 'R&D' }, 'not "R&D"'],
  ['tags', { 'aws:team': 'identity' }, 'each key must have 1 to 127 letters'],
  ['tags', { größe: '1' }, 'letters from a to z'],
  ['tags', { ['a'.repeat(128)]: 'b' }, 'each key must have 1 to 127 letters'],
  ['tags', { Team: 'identity', team: 'hr' }, 'has team twice: IAM does not tell upper case from lower case'],
  ['subnetIds', ['subnet-1'], 'each must be the id of a subnet, such as subnet-0123456789abcdef0, not "subnet-1"'],
  ['subnetIds', ['sg-0123456789abcdef0'], 'must be the id of a subnet'],
  ['securityGroupIds', 'default', 'each must be the id of a security group, such as sg-0123456789abcdef0'],
  ['tracing', 'Active', 'must be true or false, not "Active"'],
  ['protectedUsernames', ['a,b'], 'each must be a login of Zuora, without a comma, not "a,b"'],
  ['protectedUsernames', Array(21).fill('a@example.com'), 'must have at most 20 members, not 21'],
  ['allowedUsernameDomains', '@example.com', 'each must be a domain, such as example.com'],
])('%s %j is refused', async (name, value, problem) => {
  const refusal = expect(read({ [name]: value })).rejects;
  await refusal.toThrow(`- ${name}: `);
  await refusal.toThrow(problem);
});

test('a topic for alarms in another region is refused', async () => {
  const refusal = expect(read({ alarmTopic: 'arn:aws:sns:eu-west-1:444455556666:on-call' })).rejects;
  await refusal.toThrow('- alarmTopic: must be in us-east-1, the region of the stage');
});

test.each([
  ['securityGroupIds', { subnetIds: ['subnet-0123456789abcdef0'] }],
  ['subnetIds', { securityGroupIds: ['sg-0123456789abcdef0'] }],
])('a VPC without %s is refused', async (missing, given) => {
  await expect(read(given)).rejects.toThrow(
    `- ${missing}: must not be empty, because a function in a VPC needs subnets and security groups`,
  );
});

test('packaging refuses what AWS would refuse, and names the parameter', async () => {
  const packaging = PackagedService.of('a-stage-whose-name-is-too-long-for-lambda');
  await expect(packaging).rejects.toThrow(/- --stage: choose a shorter name. \w+LambdaFunction has \d+ characters/);
});

test('a parameter that does not exist is refused, be it in serverless.yml or in --param', async () => {
  const refusal = expect(read({ allowedPublisher: ['111122223333'] }, ['evntBus=true', 'eventBus=true'])).rejects;
  await refusal.toThrow(
    '- allowedPublisher: there is no such parameter. These exist: removalPolicy, customerManagedKey, ',
  );
  await refusal.toThrow('- evntBus: there is no such parameter.');
  await refusal.not.toThrow('- eventBus:');
});

test('packaging tells every problem, once', async () => {
  const packaging = PackagedService.of('prod', { customerManagedKey: 'yes', snsTopic: 'leavers', evntBus: 'true' });
  const message = await packaging.then(
    () => 'packaged',
    (error: Error) => error.message,
  );
  expect(message.match(/^- \w+/gm)).toEqual(['- evntBus', '- customerManagedKey', '- snsTopic']);
  expect(message).not.toContain('node_modules');
});
