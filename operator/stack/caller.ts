/** Who the operator is, for what the service remembers of their deeds. */
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Session } from './session.ts';

/** The identity of the operator's AWS credentials. */
export async function callerArn({ aws }: Pick<Session, 'aws'>): Promise<string> {
  const { Arn = 'an unknown identity' } = await aws.client(STSClient).send(new GetCallerIdentityCommand());
  return Arn;
}
