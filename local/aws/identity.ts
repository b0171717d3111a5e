/** STS: whose the credentials are. */
import { serviceOf } from './actions.ts';
import { ACCOUNT, type Service } from './service.ts';

/** Any credentials are those of the account itself. */
export function openIdentity(): Service {
  return serviceOf('sts', {
    GetCallerIdentity: () => ({ UserId: ACCOUNT, Account: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:root` }),
  });
}
