/** A reference to a resource by its ARN, in the packaged template. */
import * as z from 'zod';

/** The only intrinsic function in the properties that are read here. It becomes the logical id. */
export const arnSchema = z
  .strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) })
  .transform(({ 'Fn::GetAtt': [logicalId] }) => logicalId);
