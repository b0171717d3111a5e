import { createPersonLookHandler } from '../lib/translation/person-look-handler.ts';
import policy from '../policy.yml';

/** Looks at a person who is due, and sends what was decided about them if it has not arrived. */
export const handler = createPersonLookHandler('decidePerson', policy);
