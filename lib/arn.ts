/** Amazon resource names: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */

interface Arn {
  /** Empty for a global service. */
  readonly region: string;
  /** Twelve digits. */
  readonly account: string;
  /** The rest, colons included: of a queue its name, of a function `function:<name>`. */
  readonly resource: string;
}

/** @param arn `arn:aws:sqs:us-east-1:123456789012:name` */
export function parseArn(arn: string): Arn {
  // Stryker disable next-line StringLiteral: an ARN has all its parts
  const [, , , region = '', account = '', ...resource] = arn.split(':');
  return { region, account, resource: resource.join(':') };
}

/**
 * The ARN of another resource in the same account.
 *
 * @param service the other's, such as `kms`; without one, the same
 * @param region the other's, empty for a global service; without one, the same
 */
export function siblingArn(arn: string, resource: string, service?: string, region?: string): string {
  const [prefix, partition, ownService, ownRegion, account] = arn.split(':');
  return [prefix, partition, service ?? ownService, region ?? ownRegion, account, resource].join(':');
}

/** @param arn a Lambda function's, which may end in a version or an alias */
export function functionNameOf(arn: string): string {
  const [, name = ''] = parseArn(arn).resource.split(':');
  return name;
}
