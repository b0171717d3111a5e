/** Webhooks of HiBob: https://apidocs.hibob.com/docs/webhooks */
import { text } from '../../json.ts';
import { ignored, unresolvable } from '../reading.ts';
import type { Source } from '../source.ts';

/** Changes of an employee, and of the tables about their work. */
const relevantType = /^(employee\.|table\.entry\.)/;

export const hibob: Source = {
  name: 'hibob',

  recognises({ companyId, type, triggeredAt, triggeredBy }) {
    return (
      typeof type === 'string' && companyId !== undefined && (triggeredAt !== undefined || triggeredBy !== undefined)
    );
  },

  read({ type }) {
    return [relevantType.test(text(type) ?? '') ? unresolvable('ids-only') : ignored('other-type')];
  },
};
