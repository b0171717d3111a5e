/**
 * Security events of RISC and CAEP. An account that is disabled is a leaver; the others are about sessions, credentials
 * and devices.
 *
 * https://openid.net/specs/openid-risc-1_0.html, https://openid.net/specs/openid-caep-1_0.html
 */
import { text } from '../../json.ts';
import { personFrom } from '../attributes.ts';
import { readingOf } from '../identity-change.ts';
import { type ChangeKind, ignored } from '../reading.ts';
import { statedEvents } from '../security-event-token.ts';
import type { Source } from '../source.ts';
import { personOfSubject } from '../subject-identifier.ts';

const prefix = 'https://schemas.openid.net/secevent/';

const changes = new Map<string, { readonly change: ChangeKind; readonly active: boolean }>([
  ['risc/event-type/account-disabled', { change: 'left', active: false }],
  ['risc/event-type/account-purged', { change: 'left', active: false }],
  ['risc/event-type/account-enabled', { change: 'changed', active: true }],
]);

export const sharedSignals: Source = {
  name: 'shared-signals',

  recognises(claims) {
    return statedEvents(claims)?.some(([type]) => type.startsWith(prefix)) ?? false;
  },

  read(claims, context) {
    const { iss, jti, sub_id, toe, iat } = claims;
    return (statedEvents(claims) ?? []).map(([type, { subject, event_timestamp }], index) => {
      const known = type.startsWith(prefix) ? changes.get(type.slice(prefix.length)) : undefined;
      if (known === undefined) return ignored('other-type');
      return readingOf(claims, context, {
        change: known.change,
        person: personFrom(personOfSubject(sub_id ?? subject), { active: known.active }),
        id: JSON.stringify([text(iss), text(jti)]),
        ...(index > 0 && { part: index }),
        time: event_timestamp ?? toe ?? iat,
      });
    });
  },
};
