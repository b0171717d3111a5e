/** Webhooks of HiBob: https://apidocs.hibob.com/docs/webhooks */
import { text } from '../../json.ts';
import { ignored, unresolvable } from '../reading.ts';
import type { Source } from '../source.ts';

/** Among the tables, those with what somebody is: working, for whom, and where. */
const matters = /^(employee\.|table\.entry\.)/;

export const hibob: Source = {
  name: 'hibob',

  recognises({ companyId, type, triggeredAt, triggeredBy }) {
    return (
      typeof type === 'string' && companyId !== undefined && (triggeredAt !== undefined || triggeredBy !== undefined)
    );
  },

  read({ type }) {
    return [matters.test(text(type) ?? '') ? unresolvable('ids-only') : ignored('other-type')];
  },
};
