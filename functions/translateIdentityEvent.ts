import { translate } from '../lib/translation/translation-handler.ts';
import policy from '../policy.yml';

/** Translates events of HR and identity systems into requests and revocations of access, by the policy. */
export const handler = translate('translateIdentityEvent', policy);
