/**
 * Webhooks of WSO2 Identity Server and Asgardeo: the claims of security event tokens, in JSON.
 *
 * https://wso2.com/asgardeo/docs/guides/webhooks/webhook-events-and-payloads
 */
import { isObject, type Json, list, object, text } from '../../json.ts';
import { requireFlag } from '../attribute-values.ts';
import { personFrom } from '../attributes.ts';
import { createReading } from '../identity-change.ts';
import type { Person } from '../person.ts';
import { type ChangeKind, ignored, type SkippedReading, unresolvable } from '../reading.ts';
import { tokenEvents } from '../security-event-token.ts';
import type { Source } from '../source.ts';
import { foldNames, type NamedValue, objectFrom } from '../spellings.ts';
import { wholeState } from '../whole-state.ts';

const typePrefix = 'https://schemas.identity.wso2.org/events/';

const changeByType = new Map<string, { readonly change: ChangeKind; readonly active?: boolean }>([
  ['registration/event-type/registrationSuccess', { change: 'joined' }],
  ['user/event-type/userCreated', { change: 'joined' }],
  ['user/event-type/userProfileUpdated', { change: 'changed' }],
  ['user/event-type/userEnabled', { change: 'changed', active: true }],
  ['user/event-type/userDisabled', { change: 'suspended', active: false }],
  ['user/event-type/userDeleted', { change: 'left' }],
]);

/** After some failed sign-ins an account is locked for a while. Nobody is suspended then. */
const lockType = /^user\/event-type\/userAccount(Locked|Unlocked)$/;

export const wso2: Source = {
  name: 'wso2',

  recognises(claims) {
    return tokenEvents(claims)?.some(([type]) => type.startsWith(typePrefix)) ?? false;
  },

  read(claims, context) {
    const { iss, jti, iat } = claims;
    return (tokenEvents(claims) ?? []).map(([uri, payload], index) => {
      const type = uri.startsWith(typePrefix) ? uri.slice(typePrefix.length) : '';
      const known = changeByType.get(type);
      if (known === undefined) return skipped(type);
      return createReading(claims, context, {
        change: known.change,
        person: personFrom(userOf(payload['user']), { active: known.active }),
        id: JSON.stringify([text(iss), text(jti)]),
        ...(index > 0 && { part: index }),
        time: iat,
      });
    });
  },
};

/** Sessions, sign-ins and passwords change no access. An event about users, groups or roles that is not known might. */
function skipped(type: string): SkippedReading {
  if (type.endsWith('Failed')) return ignored('not-successful');
  return /^(user|group|role)\//.test(type) && !lockType.test(type) ? unresolvable('no-change') : ignored('other-type');
}

/** A claim is named by a URI, such as `http://wso2.org/claims/emailaddress`. A removed claim has no value. */
function userOf(user: unknown): Person {
  const { id, claims, addedClaims, updatedClaims, removedClaims } = object(user);
  const removed = list(removedClaims).map((claim) => ({ ...object(claim), value: null }));
  const attributes = claimsIn([claims, addedClaims, updatedClaims, removed]);
  const disabled = requireFlag(foldNames(attributes)['accountdisabled'], 'accountDisabled');
  return personFrom(wholeState(attributes), { id, active: disabled === undefined ? undefined : !disabled });
}

/** A later list wins over an earlier one. Inside a list, two values of one claim contradict each other. */
function claimsIn(lists: readonly unknown[]): Json {
  return Object.assign({}, ...lists.map((claims) => objectFrom(namedClaims(claims))));
}

function namedClaims(claims: unknown): readonly NamedValue[] {
  return list(claims)
    .filter(isObject)
    .flatMap(({ uri, value }): NamedValue[] => {
      const name = text(uri)?.split('/').at(-1);
      return name === undefined ? [] : [[name, value]];
    });
}
