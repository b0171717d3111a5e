/** STS: the identity of the caller. */
import { serviceOf } from './actions.ts';
import { type AwsService, awsAccount } from './service.ts';

/** Any credentials belong to the account itself. */
export function openIdentity(): AwsService {
  return serviceOf('sts', {
    GetCallerIdentity: () => ({ UserId: awsAccount, Account: awsAccount, Arn: `arn:aws:iam::${awsAccount}:root` }),
  });
}
