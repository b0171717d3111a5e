/** Quotas of AWS, and what in a finished template exceeds them. AWS itself refuses that only at the deployment. */
import type { FinishedTemplate } from './cloudformation.ts';
import {
  type Measure,
  namesOf,
  policyBytes,
  principals,
  queuePolicies,
  sizesOf,
  statements,
  tagCount,
  variableBytes,
  vpcMembers,
} from './template-sizes.ts';

interface Quota {
  /** What is counted, in the plural. */
  readonly unit: string;
  readonly max: number;
  /** How much of it a template has, and where. */
  readonly measure: Measure;
  /** The parameter, and what to do. */
  readonly remedy: string;
  /** The page of AWS that tells the quota. */
  readonly source: string;
}

const aws = 'https://docs.aws.amazon.com';
const cloudFormation = `${aws}/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html`;
const queuePolicy = `${aws}/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html`;

const shorterStage = '--stage: choose a shorter name';
const fewerPublishers = 'allowedPublishers: name accounts instead of their roles, or publish to the event bus';
const fewerOperations = 'custom.operations: split the service into two';

/** In the order in which their problems are told. */
export const quotas: Readonly<Record<string, Quota>> = {
  functionEnvironment: {
    unit: 'bytes of environment variables',
    max: 4096,
    measure: sizesOf('AWS::Lambda::Function', variableBytes),
    remedy:
      'allowedEntityIds, allowedUsernameDomains, protectedUsernames, automatic entities of the policy: list fewer',
    source: `${aws}/lambda/latest/dg/gettingstarted-limits.html`,
  },
  functionSubnets: {
    unit: 'subnets',
    max: 16,
    measure: sizesOf('AWS::Lambda::Function', vpcMembers('SubnetIds')),
    remedy: 'subnetIds: list fewer',
    source: `${aws}/lambda/latest/api/API_VpcConfig.html`,
  },
  functionSecurityGroups: {
    unit: 'security groups',
    max: 5,
    measure: sizesOf('AWS::Lambda::Function', vpcMembers('SecurityGroupIds')),
    remedy: 'securityGroupIds: list fewer',
    source: `${aws}/lambda/latest/api/API_VpcConfig.html`,
  },
  // The framework adds the tag STAGE to the stack, from which every resource inherits it.
  tags: {
    unit: 'tags besides STAGE',
    max: 49,
    measure: sizesOf('AWS::SecretsManager::Secret', tagCount),
    remedy: 'tags: set fewer',
    source: `${aws}/secretsmanager/latest/apireference/API_TagResource.html`,
  },
  functionName: {
    unit: 'characters in its name',
    max: 64,
    measure: namesOf('AWS::Lambda::Function', 'FunctionName'),
    remedy: shorterStage,
    source: `${aws}/lambda/latest/api/API_CreateFunction.html`,
  },
  roleName: {
    unit: 'characters in its name',
    max: 64,
    measure: namesOf('AWS::IAM::Role', 'RoleName'),
    remedy: shorterStage,
    source: `${aws}/IAM/latest/UserGuide/reference_iam-quotas.html`,
  },
  queueName: {
    unit: 'characters in its name',
    max: 80,
    measure: namesOf('AWS::SQS::Queue', 'QueueName'),
    remedy: shorterStage,
    source: `${aws}/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html`,
  },
  ruleName: {
    unit: 'characters in its name',
    max: 64,
    measure: namesOf('AWS::Events::Rule', 'Name'),
    remedy: shorterStage,
    source: `${aws}/eventbridge/latest/APIReference/API_PutRule.html`,
  },
  scheduleName: {
    unit: 'characters in its name',
    max: 64,
    measure: namesOf('AWS::Scheduler::Schedule', 'Name'),
    remedy: shorterStage,
    source: `${aws}/scheduler/latest/APIReference/API_CreateSchedule.html`,
  },
  scheduleGroupName: {
    unit: 'characters in its name',
    max: 64,
    measure: namesOf('AWS::Scheduler::ScheduleGroup', 'Name'),
    remedy: shorterStage,
    source: `${aws}/scheduler/latest/APIReference/API_CreateScheduleGroup.html`,
  },
  pipeName: {
    unit: 'characters in its name',
    max: 64,
    measure: namesOf('AWS::Pipes::Pipe', 'Name'),
    remedy: shorterStage,
    source: `${aws}/eventbridge/latest/pipes-reference/API_CreatePipe.html`,
  },
  alarmName: {
    unit: 'characters in its name',
    max: 255,
    measure: namesOf('AWS::CloudWatch::Alarm', 'AlarmName'),
    remedy: shorterStage,
    source: `${aws}/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html`,
  },
  queuePolicyPrincipals: {
    unit: 'principals',
    max: 50,
    measure: queuePolicies(principals),
    remedy: fewerPublishers,
    source: queuePolicy,
  },
  queuePolicyStatements: {
    unit: 'statements',
    max: 20,
    measure: queuePolicies(statements),
    remedy: fewerPublishers,
    source: queuePolicy,
  },
  queuePolicyBytes: {
    unit: 'bytes',
    max: 8192,
    measure: queuePolicies(policyBytes),
    remedy: fewerPublishers,
    source: queuePolicy,
  },
  keyPolicyBytes: {
    unit: 'bytes of policy',
    max: 32_768,
    measure: sizesOf('AWS::KMS::Key', policyBytes),
    remedy: fewerPublishers,
    source: `${aws}/kms/latest/developerguide/resource-limits.html`,
  },
  resources: {
    unit: 'resources',
    max: 500,
    measure: ({ Resources }) => [['the template', Object.keys(Resources).length]],
    remedy: fewerOperations,
    source: cloudFormation,
  },
  parameters: {
    unit: 'parameters',
    max: 200,
    measure: ({ Parameters = {} }) => [['the template', Object.keys(Parameters).length]],
    remedy: fewerOperations,
    source: cloudFormation,
  },
  outputs: {
    unit: 'outputs',
    max: 200,
    measure: ({ Outputs = {} }) => [['the template', Object.keys(Outputs).length]],
    remedy: fewerOperations,
    source: cloudFormation,
  },
  templateBytes: {
    unit: 'bytes',
    max: 1_048_576,
    measure: (template) => [['the template', Buffer.byteLength(JSON.stringify(template))]],
    remedy: fewerOperations,
    source: cloudFormation,
  },
};

/** What AWS would refuse; each problem begins with the parameter. */
export function excesses(template: FinishedTemplate): string[] {
  return Object.values(quotas).flatMap(({ unit, max, measure, remedy, source }) =>
    measure(template)
      .filter(([, size]) => size > max)
      .map(([place, size]) => `${remedy}. ${place} has ${size} ${unit}, and AWS allows ${max}: ${source}`),
  );
}
