/** The permissions boundary of the stage's roles: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html */
import * as z from 'zod/mini';
import { type FinishedTemplate, withProperties } from './cloudformation.ts';

/** A parameter that is the ARN of a policy, of an account or of AWS. */
export const policyArn = z
  .string()
  .check(
    z.regex(/^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/[\w+=,.@/-]+$/, { error: 'must be the ARN of an IAM policy' }),
  );

/**
 * Puts the boundary on every role.
 *
 * @param arn empty for none
 */
export function withBoundary(template: FinishedTemplate, arn: string): FinishedTemplate {
  return arn === '' ? template : withProperties(template, ['AWS::IAM::Role'], { PermissionsBoundary: arn });
}
