/** The form in which a checked policy is packaged. The function that reads it does not check the rules again. */
import { ServiceError } from '../errors.ts';
import { isObject } from '../json.ts';
import type { Policy } from './policy.ts';
import { policyHash } from './policy-hash.ts';

/** Raise it when `Policy` changes: a function must not run a policy that was checked for another one. */
const currentForm = 2;

interface PackagedPolicy {
  readonly form: typeof currentForm;
  readonly hash: string;
  readonly policy: Policy;
}

/** @param policy that was checked */
export function packagePolicy(policy: Policy): PackagedPolicy {
  return { form: currentForm, hash: policyHash(policy), policy };
}

/** @throws ServiceError `bad-policy` for a policy in another form, or one that was changed */
export function readPackagedPolicy(value: unknown): Policy {
  if (!isPackaged(value)) {
    throw new ServiceError(
      'bad-policy',
      'The policy was not packaged by this version of the service. Package and deploy again.',
    );
  }
  if (policyHash(value.policy) !== value.hash) {
    throw new ServiceError('bad-policy', 'The policy was changed after it was packaged. Package and deploy again.');
  }
  return value.policy;
}

/** Only `packagePolicy` writes the current form, and the hash covers the rest. So one look inside is enough. */
function isPackaged(value: unknown): value is PackagedPolicy {
  return (
    isObject(value) && value['form'] === currentForm && typeof value['hash'] === 'string' && isObject(value['policy'])
  );
}
