/** Messages that can never be applied, and the reason of their dead letters. */

import {
  foreignConnection,
  foreignEntity,
  home,
  hub,
  offices,
  unknownEntity,
} from '../../../local/zuora/large-tenant.ts';
import { nothingExpected } from '../expectation.ts';
import type { OperationName } from '../operations.ts';
import type { Random } from '../random.ts';
import { cloudEvent, usernameOf } from './cloud-event.ts';
import type { Publication } from './publication.ts';
import { bodyOf, unreadable } from './unreadable.ts';

const targetEntityIds = offices.slice(0, 1);

type Poison = readonly [OperationName, reason: string, body: (id: string, username: string) => string];

/**
 * First events that no publisher may send, then events that Zuora refuses permanently. Zuora refuses the write: a refused
 * read would be retried.
 */
const poisons: readonly Poison[] = [
  ['requestUserAccess', 'not-json', (id) => `{"id":"${id}",`],
  ['initiateEntityConnection', 'batch-unsupported', (id) => JSON.stringify([{ id }])],
  ['acceptEntityConnection', 'invalid-event', (id) => JSON.stringify({ id })],
  ['approveUserAccess', 'not-json', (id) => `${id}: no JSON`],
  ...unreadable.map(([, [reason, form]]): Poison => ['translateIdentityEvent', reason, (id) => bodyOf(form(id))]),
  access('invalid-event', () => ({ targetEntityIds, entityId: home })),
  access('invalid-event', (username) => ({ username, targetEntityIds: [], entityId: home })),
  access('invalid-event', (username) => ({ username, targetEntityIds, entity: home })),
  access('entity-required', (username) => ({ username, targetEntityIds })),
  access('permission-denied', (username) => ({ username, targetEntityIds: [foreignEntity], entityId: home })),
  [
    'initiateEntityConnection',
    'unexpected-type',
    (id, username) => cloudEvent('requestUserAccess', id, { username, targetEntityIds, entityId: home }),
  ],
  [
    'approveUserAccess',
    'unexpected-type',
    (id, username) => cloudEvent('revokeUserAccess', id, { username, targetEntityIds }),
  ],
  revocation('invalid-event', []),
  revocation('business-rule', [home]),
  connection('business-rule', { targetEntityId: hub, entityId: hub }),
  connection('not-found', { targetEntityId: unknownEntity, entityId: hub }),
  existing('acceptEntityConnection', 'not-found', 'soak-unknown'),
  existing('acceptEntityConnection', 'permission-denied', foreignConnection),
  existing('denyEntityConnection', 'not-found', 'soak-unknown'),
  existing('disconnectEntityConnection', 'permission-denied', foreignConnection),
];

function access(reason: string, data: (username: string) => object): Poison {
  return ['requestUserAccess', reason, (id, username) => cloudEvent('requestUserAccess', id, data(username))];
}

function revocation(reason: string, entityIds: readonly string[]): Poison {
  const body = (id: string, username: string) =>
    cloudEvent('revokeUserAccess', id, { username, targetEntityIds: entityIds });
  return ['revokeUserAccess', reason, body];
}

function connection(reason: string, data: object): Poison {
  return ['initiateEntityConnection', reason, (id) => cloudEvent('initiateEntityConnection', id, data)];
}

function existing(operation: OperationName, reason: string, connectionId: string): Poison {
  return [operation, reason, (id) => cloudEvent(operation, id, { connectionId, entityId: hub })];
}

export function poison(id: string, random: Random): Publication {
  const username = usernameOf(id);
  const [operation, reason, bodyFor] = random.pick(poisons.map((one) => [1, one] as const));
  const body = bodyFor(id, username);
  return {
    operation,
    body,
    expected: { ...nothingExpected, deadLetters: [{ reason, body }] },
    users: [{ username }],
    calls: [],
  };
}
