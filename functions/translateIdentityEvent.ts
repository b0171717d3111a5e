import { translate } from '../lib/translation/translation-handler.ts';
import policy from '../policy.yml';

/** Translates what HR and identity systems say of people into requests and revocations of access, by the policy. */
export const handler = translate('translateIdentityEvent', policy);
