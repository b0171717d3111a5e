/** Names of resources and references to them. */

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
 * A resource of this account and region, by name: for a place where a reference by logical id would be circular.
 *
 * @param service as in an ARN, e.g. `logs`
 */
export function arnByName(service: string, resource: string): Arn {
  return { 'Fn::Sub': `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}` };
}

/** The account as a principal: everybody whom its IAM policies allow. */
export const account: { readonly AWS: Reference } = { AWS: { Ref: 'AWS::AccountId' } };

/** A service's name in policies, for this region. */
export function regional(service: string): Text {
  return { 'Fn::Sub': `${service}.\${AWS::Region}.amazonaws.com` };
}

/** The logical id of something that belongs to a queue: for `user-access-requests`, `UserAccessRequests…`. */
export function logicalId(
  name: string,
  what:
    | 'Queue'
    | 'QueuePolicy'
    | 'DeadLetterQueue'
    | 'DeadLetterQueuePolicy'
    | 'Rule'
    | 'Subscription'
    | 'Schedule'
    | 'ScheduleGroup'
    | 'ScheduleRole'
    | `${string}Alarm`,
): string {
  return `${name.replace(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase())}${what}`;
}

/**
 * The logical id of something that belongs to a function.
 *
 * @param what the framework names all but the role
 */
export function operationId(operation: string, what: 'Role' | 'LogGroup' | 'LambdaFunction'): string {
  return `${operation[0]?.toUpperCase()}${operation.slice(1)}${what}`;
}

/** The logical ids of single resources. */
export const ids = {
  ledger: 'Ledger',
  accounts: 'Accounts',
  people: 'People',
  audit: 'Audit',
  secret: 'OAuthSecret',
  key: 'EncryptionKey',
  eventBus: 'EventBus',
  schedulerRole: 'SchedulerRole',
  outcomePipe: 'OutcomePipe',
  outcomePipeRole: 'OutcomePipeRole',
} as const;
