/**
 * What the resources are called: to AWS, within the template, and to each other.
 */

/** @typedef {{ 'Fn::GetAtt': [string, 'Arn'] } | { 'Fn::Sub': string }} Arn */

/**
 * The resource of a logical id.
 *
 * @param {string} id
 * @returns {Arn}
 */
export function arnOf(id) {
  return { 'Fn::GetAtt': [id, 'Arn'] };
}

/**
 * A resource of this account and region, by name: where a reference by logical id would close a circle.
 *
 * @param {string} service as in an ARN, e.g. `logs`
 * @param {string} resource
 * @returns {Arn}
 */
export function arnByName(service, resource) {
  return { 'Fn::Sub': `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}` };
}

/** The account as a principal: whomever its IAM policies allow. */
export const account = { AWS: { Ref: 'AWS::AccountId' } };

/**
 * A service of this region, as policies call it.
 *
 * @param {string} service
 */
export function regional(service) {
  return { 'Fn::Sub': `${service}.\${AWS::Region}.amazonaws.com` };
}

/**
 * `user-access-requests` is `UserAccessRequests…`, and so is its rule, its subscription and its policy.
 *
 * @param {string} name
 * @param {'Queue' | 'QueuePolicy' | 'DeadLetterQueue' | 'DeadLetterQueuePolicy' | 'Rule' | 'Subscription' | `${string}Alarm`} what
 */
export function logicalId(name, what) {
  return `${name.replace(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase())}${what}`;
}

/**
 * @param {string} operation
 * @param {'Role' | 'LogGroup' | 'LambdaFunction'} what the latter two as the framework calls them
 */
export function operationId(operation, what) {
  return `${operation[0]?.toUpperCase()}${operation.slice(1)}${what}`;
}

/** The logical ids of what there is once. */
export const ids = /** @type {const} */ ({
  ledger: 'Ledger',
  secret: 'OAuthSecret',
  key: 'EncryptionKey',
  eventBus: 'EventBus',
  schedulerRole: 'SchedulerRole',
});
