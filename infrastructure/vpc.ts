/** The place of the functions in the company's VPC, if the stage has one. */
import { arnByName } from './names.ts';
import { allow, type Statement } from './policy.ts';
import type { Service } from './service.ts';

type Stage = Pick<Service, 'prefix' | 'parameters'>;

/** The framework's form of a function's VPC. */
export interface Vpc {
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

/** What Lambda does with a function's role when it connects the function: Lambda's managed policy allows the same. */
const connecting = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/** The part of a function that connects it. */
export function vpcOf({ parameters }: Stage): { readonly vpc?: Vpc } {
  const { subnetIds, securityGroupIds } = parameters;
  return subnetIds.length > 0 ? { vpc: { subnetIds, securityGroupIds } } : {};
}

/**
 * What the role of a connected function must allow. Lambda itself makes these calls, so the code of the function is denied
 * them. The network interfaces have no names before they exist.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
export function networkInterfaces({ prefix, parameters }: Stage, operation: string): readonly Statement[] {
  if (parameters.subnetIds.length === 0) return [];
  const code = arnByName('lambda', `function:${prefix}-${operation}`);
  return [
    allow(connecting, '*'),
    {
      Effect: 'Deny',
      Action: connecting,
      Resource: '*',
      Condition: { ArnEquals: { 'lambda:SourceFunctionArn': code } },
    },
  ];
}
