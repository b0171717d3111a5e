/**
 * IAM Identity Center, through CloudTrail and EventBridge. Its names are withheld: there are ids only.
 *
 * https://docs.aws.amazon.com/singlesignon/latest/userguide/logging-using-cloudtrail.html
 */
import { text } from '../../json.ts';
import { ignored, unresolvable } from '../reading.ts';
import type { Source } from '../source.ts';

const services = ['sso-directory.amazonaws.com', 'identitystore.amazonaws.com', 'sso.amazonaws.com'];

/** Changes of users, of groups and of who is in which; the other calls read, or are about the service itself. */
const matters = /^(Add|Create|Delete|Disable|Enable|Remove|Update)(Member|User|Group)/;

export const identityCenter: Source = {
  name: 'identity-center',

  recognises({ eventSource, eventName }) {
    return services.includes(text(eventSource) ?? '') && eventName !== undefined;
  },

  read({ eventName, errorCode }) {
    if (text(errorCode) !== undefined) return [ignored('not-successful')];
    return [matters.test(text(eventName) ?? '') ? unresolvable('ids-only') : ignored('other-type')];
  },
};
