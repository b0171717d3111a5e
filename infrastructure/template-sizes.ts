/** How large the parts of a finished template are, for comparison with AWS's quotas. */
import type { FinishedResource, FinishedTemplate } from './cloudformation.ts';

/** Sizes by place. */
export type Measure = (template: FinishedTemplate) => readonly (readonly [place: string, size: number])[];

type Size = (resource: FinishedResource) => number;

/** Sizes of all resources of a type. */
export function sizesOf(type: string, size: Size): Measure {
  return ({ Resources }) =>
    Object.entries(Resources)
      .filter(([, { Type }]) => Type === type)
      .map(([id, resource]) => [id, size(resource)]);
}

/** Lengths of the names of all resources of a type that have one. */
export function namesOf(type: string, property: string): Measure {
  return sizesOf(type, ({ Properties }) => {
    const name = Properties?.[property];
    return typeof name === 'string' ? name.length : 0;
  });
}

/** Sizes of all policies of queues. */
export function queuePolicies(size: Size): Measure {
  return sizesOf('AWS::SQS::QueuePolicy', size);
}

/** Lambda counts names and values as JSON. */
export function variableBytes({ Properties }: FinishedResource): number {
  return bytes(member(Properties?.['Environment'], 'Variables') ?? {});
}

/** Subnets or security groups. */
export function vpcMembers(of: 'SubnetIds' | 'SecurityGroupIds'): Size {
  return ({ Properties }) => lengthOf(member(Properties?.['VpcConfig'], of));
}

export function tagCount({ Properties }: FinishedResource): number {
  return lengthOf(Properties?.['Tags']);
}

/** Those that a policy names, not services and `*`. */
export function principals(resource: FinishedResource): number {
  return statementsOf(resource)
    .flatMap((statement) => member(member(statement, 'Principal'), 'AWS') ?? [])
    .flat().length;
}

export function statements(resource: FinishedResource): number {
  return statementsOf(resource).length;
}

/** The policy with every reference in the place of which CloudFormation puts an ARN. */
export function policyBytes(resource: FinishedResource): number {
  return bytes(policyOf(resource));
}

function lengthOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}

function statementsOf(resource: FinishedResource): readonly unknown[] {
  const all = member(policyOf(resource), 'Statement');
  return Array.isArray(all) ? all : [];
}

function policyOf({ Properties }: FinishedResource): unknown {
  return Properties?.['PolicyDocument'] ?? Properties?.['KeyPolicy'] ?? {};
}

function bytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value, (_, part) => filledIn(part)));
}

/** What CloudFormation fills in is as long as the longest: an ARN of a queue, a region, an account. */
function filledIn(part: unknown): unknown {
  const text = member(part, 'Fn::Sub');
  if (typeof text === 'string') {
    const values: Record<string, string> = { Partition: 'aws-cn', Region: 'ap-northeast-1', AccountId: '123456789012' };
    return text.replace(/\$\{AWS::(\w+)\}/g, (_, name) => values[name] ?? '');
  }
  if (member(part, 'Fn::GetAtt') !== undefined) return `arn:aws-cn:sqs:ap-northeast-1:123456789012:${'x'.repeat(80)}`;
  return member(part, 'Ref') === 'AWS::AccountId' ? '123456789012' : part;
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
