/**
 * Security events of RISC and CAEP. A disabled account is suspended, and a purged one is over. The other events concern sessions, credentials and
 * devices.
 *
 * https://openid.net/specs/openid-risc-1_0.html, https://openid.net/specs/openid-caep-1_0.html
 */
import { text } from '../../json.ts';
import { personFrom } from '../attributes.ts';
import { createReading } from '../identity-change.ts';
import { type ChangeKind, ignored } from '../reading.ts';
import { tokenEvents } from '../security-event-token.ts';
import type { Source } from '../source.ts';
import { personFromSubject } from '../subject-identifier.ts';

const typePrefix = 'https://schemas.openid.net/secevent/';

const changeByType = new Map<string, { readonly change: ChangeKind; readonly active: boolean }>([
  ['risc/event-type/account-disabled', { change: 'suspended', active: false }],
  ['risc/event-type/account-purged', { change: 'left', active: false }],
  ['risc/event-type/account-enabled', { change: 'changed', active: true }],
]);

export const sharedSignals: Source = {
  name: 'shared-signals',

  recognises(claims) {
    return tokenEvents(claims)?.some(([type]) => type.startsWith(typePrefix)) ?? false;
  },

  read(claims, context) {
    const { iss, jti, sub_id, toe, iat } = claims;
    return (tokenEvents(claims) ?? []).map(([type, { subject, event_timestamp }], index) => {
      const known = type.startsWith(typePrefix) ? changeByType.get(type.slice(typePrefix.length)) : undefined;
      if (known === undefined) return ignored('other-type');
      return createReading(claims, context, {
        change: known.change,
        person: personFrom(personFromSubject(sub_id ?? subject), { active: known.active }),
        id: JSON.stringify([text(iss), text(jti)]),
        ...(index > 0 && { part: index }),
        time: event_timestamp ?? toe ?? iat,
      });
    });
  },
};
