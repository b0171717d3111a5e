/**
 * Webhooks of Deel. Events of a worker that Deel provisions by SCIM carry the worker. Most others carry only ids.
 *
 * https://developer.deel.com/api/webhooks/events
 */
import { BadEvent } from '../../errors.ts';
import { isObject, type Json, object, text } from '../../json.ts';
import { readText } from '../attribute-values.ts';
import { personFrom } from '../attributes.ts';
import { createReading } from '../identity-change.ts';
import type { Person } from '../person.ts';
import { type ChangeKind, ignored, type Reading, requireFewReadings, unresolvable } from '../reading.ts';
import type { Source } from '../source.ts';
import { foldNames, withoutCase } from '../spellings.ts';
import { wholeState } from '../whole-state.ts';

const changeByType = new Map<string, ChangeKind>([
  ['worker.created', 'joined'],
  ['worker.updated', 'changed'],
  ['worker.deleted', 'left'],
  ['employee.created.direct', 'joined'],
  ['employee.created.eor', 'joined'],
  ['employee.created.contractor', 'joined'],
  ['employee.updated.direct', 'changed'],
]);

/** Deel documents only the first. The second is as clear. */
const endedStatuses = ['inactive', 'terminated'];

/** Who is offboarding works until their last day: https://developer.deel.com/api/reference/endpoints/people/get-people */
const workingStatuses = ['active', 'onboarding', 'offboarding'];

/** The status tells the state, as `active` does. */
const omittedNames = ['personal_email', 'hiring_status'];

/** Other types about a worker or a contract. Payslips, invoices and the like change no access. */
const relevantType = /^(worker|employee|contract)\.|terminat|offboard|resign/;

export const deel: Source = {
  name: 'deel',

  recognises({ data }) {
    const { meta, resource } = object(data);
    const { event_type, organization_id, tracking_id } = object(meta);
    return text(event_type) !== undefined && resource !== undefined && (organization_id ?? tracking_id) !== undefined;
  },

  read(event, context) {
    const { data, timestamp } = event;
    const { meta, resource } = object(data);
    const { event_type, tracking_id } = object(meta);
    const type = text(event_type) ?? '';
    const change = changeByType.get(type);
    if (change === undefined) return [relevantType.test(type) ? unresolvable('ids-only') : ignored('other-type')];
    const id = text(tracking_id);
    const resources = [resource].flat();
    requireFewReadings(resources.length);
    return resources.map((one, index): Reading => {
      if (!isObject(one)) throw new BadEvent('invalid-event', 'data.resource: must be an object');
      const named = deelPerson(change === 'changed' ? wholeState(one) : one);
      if (!isNamed(named)) return unresolvable('ids-only');
      const active = change === 'left' ? undefined : activeIn(one);
      const person = active === undefined ? named : { ...named, active };
      return createReading(event, context, {
        change: active === false ? 'left' : change,
        person,
        id: id && JSON.stringify([type, id, text(timestamp)]),
        ...(index > 0 && { part: index }),
        time: timestamp,
      });
    });
  },
};

/** `user_name` and `emails` as in SCIM. A private address is not read. */
function deelPerson(resource: Json): Person {
  const read = Object.entries(resource).filter(([name]) => !omittedNames.includes(withoutCase(name)));
  return personFrom(Object.fromEntries(read));
}

/**
 * @returns undefined without a status
 * @throws BadEvent for a status that is not known: it may be that of a leaver
 */
function activeIn(resource: Json): boolean | undefined {
  const { hiring_status } = foldNames(resource);
  const status = readText(hiring_status);
  if (status === undefined) return undefined;
  const word = typeof status === 'string' ? status.toLowerCase() : '';
  if (endedStatuses.includes(word) || workingStatuses.includes(word)) return workingStatuses.includes(word);
  throw new BadEvent('invalid-event', `data.resource.hiring_status: must be inactive, ${workingStatuses.join(', ')}`);
}

/** By more than Deel's own id. */
function isNamed(person: Person): boolean {
  return ['userName', 'email', 'externalId', 'employeeNumber'].some((name) => Object.hasOwn(person, name));
}
