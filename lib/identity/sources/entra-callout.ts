/**
 * Call-outs of the lifecycle workflows of Microsoft Entra (custom task extensions), passed on by the company's Logic App.
 *
 * https://learn.microsoft.com/graph/api/resources/identitygovernance-customtaskextensioncalloutdata
 */
import { BadEvent } from '../../errors.ts';
import { isObject, type Json, object, text } from '../../json.ts';
import { requireFlag } from '../attribute-values.ts';
import { personFrom } from '../attributes.ts';
import { createReading } from '../identity-change.ts';
import { type ChangeKind, type Reading, unresolvable } from '../reading.ts';
import { foldNames } from '../spellings.ts';
import type { EventContext } from '../transport.ts';
import { wholeState } from '../whole-state.ts';

/** By the category of the workflow: https://learn.microsoft.com/graph/api/resources/identitygovernance-workflow */
const changeByCategory = new Map<string, ChangeKind>([
  ['joiner', 'joined'],
  ['mover', 'changed'],
  ['leaver', 'left'],
]);

/** With the properties of the request's `data`, or these alone. */
export function isEntraCallout(event: Json): boolean {
  const { workflow, task, subject } = calloutData(event);
  return isObject(workflow) && (isObject(task) || isObject(subject));
}

/** The category is in the call-out only if the Logic App adds it; else the state of the account may tell the change. */
export function readEntraCallout(event: Json, context: EventContext): Reading {
  const data = calloutData(event);
  const { subject, workflow } = data;
  if (!isObject(subject)) throw new BadEvent('invalid-event', 'subject: is missing or not an object');
  const active = requireFlag(foldNames(subject)['accountenabled'], 'accountEnabled');
  const category = text(object(workflow)['category'])?.toLowerCase() ?? '';
  const change = changeByCategory.get(category) ?? (active === undefined ? undefined : 'changed');
  if (change === undefined) return unresolvable('no-change');
  const { id, createdDateTime } = object(data['taskProcessingResult'] ?? data['taskProcessingresult']);
  const { userPrincipalName, accountEnabled: _, ...attributes } = subject;
  return createReading(event, context, {
    change,
    person: personFrom(change === 'changed' ? wholeState(attributes) : attributes, {
      userName: userPrincipalName,
      active,
    }),
    id: text(id),
    time: createdDateTime,
  });
}

function calloutData(event: Json): Json {
  return isObject(event['data']) ? event['data'] : event;
}
