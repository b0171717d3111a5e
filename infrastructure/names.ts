/** What the resources are called: to AWS, within the template, and to each other. */

export type Arn = { readonly 'Fn::GetAtt': readonly [id: string, 'Arn'] } | Text;

/** A text in which CloudFormation fills in account and region. */
export interface Text {
  readonly 'Fn::Sub': string;
}

/** A resource's own value, or a pseudo parameter's. */
export interface Reference {
  readonly Ref: string;
}

/** The resource of a logical id. */
export function arnOf(id: string): Arn {
  return { 'Fn::GetAtt': [id, 'Arn'] };
}

/**
 * A resource of this account and region, by name: where a reference by logical id would close a circle.
 *
 * @param service as in an ARN, e.g. `logs`
 */
export function arnByName(service: string, resource: string): Arn {
  return { 'Fn::Sub': `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}` };
}

/** The account as a principal: whomever its IAM policies allow. */
export const account: { readonly AWS: Reference } = { AWS: { Ref: 'AWS::AccountId' } };

/** A service of this region, as policies call it. */
export function regional(service: string): Text {
  return { 'Fn::Sub': `${service}.\${AWS::Region}.amazonaws.com` };
}

/** `user-access-requests` is `UserAccessRequests…`, and so is its rule, its subscription and its policy. */
export function logicalId(
  name: string,
  what:
    | 'Queue'
    | 'QueuePolicy'
    | 'DeadLetterQueue'
    | 'DeadLetterQueuePolicy'
    | 'Rule'
    | 'Subscription'
    | `${string}Alarm`,
): string {
  return `${name.replace(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase())}${what}`;
}

/** @param what the latter two as the framework calls them */
export function operationId(operation: string, what: 'Role' | 'LogGroup' | 'LambdaFunction'): string {
  return `${operation[0]?.toUpperCase()}${operation.slice(1)}${what}`;
}

/** The logical ids of what there is once. */
export const ids = {
  ledger: 'Ledger',
  secret: 'OAuthSecret',
  key: 'EncryptionKey',
  eventBus: 'EventBus',
  schedulerRole: 'SchedulerRole',
} as const;
