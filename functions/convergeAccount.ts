import { createLookHandler } from '../lib/look-handler.ts';

/** Brings the access of an account that is due to what is desired. */
export const handler = createLookHandler('convergeAccount');
