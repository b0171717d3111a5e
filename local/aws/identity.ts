/** STS: whose the credentials are. */
import { serviceOf } from './actions.ts';
import { type AwsService, awsAccount } from './service.ts';

/** Any credentials are those of the account itself. */
export function openIdentity(): AwsService {
  return serviceOf('sts', {
    GetCallerIdentity: () => ({ UserId: awsAccount, Account: awsAccount, Arn: `arn:aws:iam::${awsAccount}:root` }),
  });
}
