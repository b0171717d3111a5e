/**
 * Tells a trigger of SailPoint by the form of its payload: a webhook's payload does not name its trigger.
 *
 * https://developer.sailpoint.com/docs/extensibility/event-triggers/available
 */
import { isObject, type Json, object, text } from '../../json.ts';

/** Forms of triggers that concern no person's access, or only an undecided request. */
const otherForms: Readonly<Record<string, (event: Json) => boolean>> = {
  account: ({ account, source }) => isObject(account) && isObject(source),
  'native-change-account': ({ singleValueAttributeChanges }) => Array.isArray(singleValueAttributeChanges),
  'account-aggregation-completed': ({ source, stats }) => isObject(source) && isObject(stats),
  'post-provisioning': ({ trackingNumber, accountRequests }) =>
    text(trackingNumber) !== undefined && accountRequests !== undefined,
  campaign: ({ campaign }) => isObject(campaign) && 'campaignOwner' in campaign,
  certification: ({ certification }) => isObject(certification) && 'campaignRef' in certification,
  form: ({ formInstanceId, formDefinitionId }) =>
    text(formInstanceId) !== undefined && text(formDefinitionId) !== undefined,
  'machine-identity': ({ eventType, machineIdentity }) =>
    isObject(machineIdentity) && (text(eventType) ?? '').startsWith('MACHINE_IDENTITY_'),
  outlier: ({ identity, outlierType }) => isObject(identity) && text(outlierType) !== undefined,
  'saved-search': ({ searchName, searchResults }) => text(searchName) !== undefined && isObject(searchResults),
  source: ({ connector, actor, type }) => text(connector) !== undefined && isObject(actor) && text(type) !== undefined,
  cluster: ({ application, healthCheckResult }) => isObject(application) && isObject(healthCheckResult),
};

/**
 * @returns the trigger's id without `idn:`, or `identity-created-or-deleted`: both have one form; undefined for a form
 *   that SailPoint does not send
 */
export function sailpointTriggerByForm(event: Json): string | undefined {
  const { identity, attributes, changes, accessRequestId } = event;
  const other = Object.entries(otherForms).find(([, isForm]) => isForm(event));
  if (other !== undefined) return other[0];
  if (text(accessRequestId) !== undefined) {
    return 'requestedItemsStatus' in event ? 'access-request-post-approval' : 'access-request-pre-approval';
  }
  if (!isObject(identity)) return undefined;
  if ('changes' in event) return Array.isArray(changes) ? 'identity-attributes-changed' : undefined;
  return isObject(attributes) ? 'identity-created-or-deleted' : undefined;
}

/** The id of the trigger in the event or in its envelope, such as `idn:identity-created`. */
export function sailpointTriggerId(event: Json, eventBridge: Json | undefined): string {
  return text(object(event['_metadata'])['triggerId']) ?? text(object(eventBridge)['detail-type']) ?? '';
}
