/**
 * Both kinds of BambooHR webhooks: by event, with the employee's number; and by field, with the fields that the company
 * chose, usually the employee's number.
 *
 * https://documentation.bamboohr.com/docs/webhooks
 */
import { isObject, list, object, text } from '../../json.ts';
import { ignored, unresolvable } from '../reading.ts';
import type { Source } from '../source.ts';

export const bamboohr: Source = {
  name: 'bamboohr',

  recognises({ type, data, employees }) {
    const { companyId, employeeId } = object(data);
    return (
      (typeof type === 'string' && companyId !== undefined && employeeId !== undefined) ||
      list(employees).some((employee) => isObject(employee) && ('changedFields' in employee || 'fields' in employee))
    );
  },

  read({ type, employees }) {
    const isEmployee = Array.isArray(employees) || /^employee(_with_fields)?\./.test(text(type) ?? '');
    return [isEmployee ? unresolvable('ids-only') : ignored('other-type')];
  },
};
