/** The forms in which parameters name the parts of a VPC. */
import * as z from 'zod/mini';

/** A parameter that is the id of a subnet. */
export const subnetId = idOf('subnet', 'subnet');

/** A parameter that is the id of a security group. */
export const securityGroupId = idOf('sg', 'security group');

function idOf(prefix: string, what: string): z.ZodMiniType<string> {
  return z.string().check(
    z.regex(new RegExp(`^${prefix}-([\\da-f]{8}|[\\da-f]{17})$`), {
      error: `must be the id of a ${what}, such as ${prefix}-0123456789abcdef0`,
    }),
  );
}
