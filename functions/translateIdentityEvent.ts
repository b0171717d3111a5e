import { createTranslationHandler } from '../lib/translation/translation-handler.ts';
import policy from '../policy.yml';

/** Translates the events of HR and identity systems into decisions about people's access, by the policy. */
export const handler = createTranslationHandler('translateIdentityEvent', policy);
