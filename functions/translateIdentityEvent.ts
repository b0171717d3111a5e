import { createTranslationHandler } from '../lib/translation/translation-handler.ts';
import policy from '../policy.yml';

/** Translates the events of HR and identity systems into access requests and revocations, by the policy. */
export const handler = createTranslationHandler('translateIdentityEvent', policy);
