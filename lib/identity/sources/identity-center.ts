/**
 * IAM Identity Center, through CloudTrail and EventBridge. CloudTrail hides the names, so the events hold only ids.
 *
 * https://docs.aws.amazon.com/singlesignon/latest/userguide/logging-using-cloudtrail.html
 */
import { text } from '../../json.ts';
import { ignored, unresolvable } from '../reading.ts';
import type { Source } from '../source.ts';

const eventSources = ['sso-directory.amazonaws.com', 'identitystore.amazonaws.com', 'sso.amazonaws.com'];

/** Changes of users, groups and memberships. Other calls only read, or concern the service itself. */
const relevantCall = /^(Add|Create|Delete|Disable|Enable|Remove|Update)(Member|User|Group)/;

export const identityCenter: Source = {
  name: 'identity-center',

  recognises({ eventSource, eventName }) {
    return eventSources.includes(text(eventSource) ?? '') && eventName !== undefined;
  },

  read({ eventName, errorCode }) {
    if (text(errorCode) !== undefined) return [ignored('not-successful')];
    return [relevantCall.test(text(eventName) ?? '') ? unresolvable('ids-only') : ignored('other-type')];
  },
};
