/**
 * Both kinds of BambooHR webhooks: by event, with the employee's number alone; and by field, with the fields that the
 * company chose, under the names that it chose.
 *
 * https://documentation.bamboohr.com/docs/event-based-webhooks, https://documentation.bamboohr.com/docs/global-webhooks
 */
import { BadEvent } from '../../errors.ts';
import { isObject, type Json, list, object, text } from '../../json.ts';
import { attributeKey, knownAttributes } from '../attribute-names.ts';
import { isBlank } from '../attribute-values.ts';
import { personFrom } from '../attributes.ts';
import { isPostedEmployee } from '../batches.ts';
import { createReading, identifyingAttributes } from '../identity-change.ts';
import type { Person } from '../person.ts';
import { type ChangeKind, ignored, type Reading, requireFewReadings, unresolvable } from '../reading.ts';
import type { Source } from '../source.ts';
import { valuesByName } from '../spellings.ts';
import type { EventContext } from '../transport.ts';
import { wholeState } from '../whole-state.ts';

const changeByAction = new Map<string, ChangeKind>([
  ['created', 'joined'],
  ['updated', 'changed'],
  ['deleted', 'left'],
]);

/** The names of fields with a state, without case, blanks and signs. A company has its own words for the second. */
const accountState = 'status';
const employmentStates = ['employmentstatus', 'employmenthistorystatus'];

export const bamboohr: Source = {
  name: 'bamboohr',

  recognises({ type, data, employees }) {
    const { companyId, employeeId } = object(data);
    return (
      (typeof type === 'string' && companyId !== undefined && employeeId !== undefined) ||
      list(employees).some(isPostedEmployee)
    );
  },

  read(event, context) {
    const { type, employees } = event;
    if (!Array.isArray(employees)) {
      const isEmployee = /^employee(_with_fields)?\./.test(text(type) ?? '');
      return [isEmployee ? unresolvable('ids-only') : ignored('other-type')];
    }
    requireFewReadings(employees.length);
    return employees.map((employee, index) => readEmployee(event, context, object(employee), index));
  },
};

function readEmployee(event: Json, context: EventContext, employee: Json, index: number): Reading {
  const { id, action, timestamp, fields = {}, changedFields = [] } = employee;
  if (!isObject(fields)) throw new BadEvent('invalid-event', 'employees.fields: must be an object');
  const change = changeByAction.get(text(action)?.toLowerCase() ?? 'updated');
  if (change === undefined)
    throw new BadEvent('invalid-event', 'employees.action: must be Created, Updated or Deleted');
  const values = Object.entries(fields).map(([name, value]): [string, unknown] => [name, posted(value)]);
  const byKey = valuesByName(values, attributeKey);
  if (change === 'changed' && !saysWhatChanged(list(changedFields), byKey)) return unresolvable('no-values');
  const attributes = Object.fromEntries(values);
  const active = activeIn(byKey);
  const person = personFrom(change === 'changed' ? wholeState(attributes) : attributes, {
    employeeNumber: byKey.get('employee'),
    active,
  });
  if (!mayName(person)) return unresolvable('ids-only');
  return createReading(event, context, {
    // BambooHR calls those inactive whose employment is terminated.
    change: active === false ? 'left' : change,
    person: personFrom({ id }, person),
    ...(index > 0 && { part: index }),
    time: timestamp,
  });
}

/** By a usual name, or by a field of the company's own: the policy knows which one holds the user name. */
function mayName(person: Person): boolean {
  return Object.keys(person).some((name) => !knownAttributes.includes(name) || identifyingAttributes.includes(name));
}

/** Whether the webhook posts one of the fields that changed, and the state if that changed. */
function saysWhatChanged(changedFields: readonly unknown[], values: ReadonlyMap<string, unknown>): boolean {
  const changed = changedFields.map((name) => attributeKey(text(name) ?? ''));
  const states = changed.filter((name) => [accountState, ...employmentStates].includes(name));
  if (changed.length === 0) return values.size > 0;
  return changed.some((name) => values.has(name)) && states.every((name) => values.has(name));
}

/** @throws BadEvent if the state of the account cannot be read: it would hide a leaver */
function activeIn(values: ReadonlyMap<string, unknown>): boolean | undefined {
  const isTerminated = employmentStates.some((name) => employmentStateIn(values, name) === 'terminated');
  const state = values.get(accountState) ?? '';
  const word = text(state)?.toLowerCase();
  if (state !== '' && word !== 'active' && word !== 'inactive') {
    throw new BadEvent('invalid-event', 'status: must be Active or Inactive');
  }
  if (isTerminated) return false;
  return word === undefined ? undefined : word === 'active';
}

function employmentStateIn(values: ReadonlyMap<string, unknown>, name: string): string | undefined {
  const state = values.get(name);
  const word = text(state)?.toLowerCase();
  if (word === undefined && !isBlank(state)) throw new BadEvent('invalid-event', `${name}: must be a text`);
  return word;
}

/** The value of a field, which JSON webhooks wrap in an object. */
function posted(field: unknown): unknown {
  return isObject(field) ? field['value'] : field;
}
