/** Messages that can never be delivered, and the reason that their dead letters must carry. */
import { cloudEvent } from './events.ts';
import type { OperationName } from './operations.ts';
import type { Random } from './random.ts';
import { foreignConnection, foreignEntity, home, hub, offices, unknownEntity } from './tenant.ts';

export interface Poison {
  readonly operation: OperationName;
  readonly reason: string;
  readonly body: string;
}

const targetEntityIds = offices.slice(0, 1);

type Recipe = readonly [OperationName, reason: string, body: (id: string, username: string) => string];

/** What no publisher may send, then what Zuora refuses for good. */
const recipes: readonly Recipe[] = [
  ['requestUserAccess', 'not-json', (id) => `{"id":"${id}",`],
  ['initiateEntityConnection', 'batch-unsupported', (id) => JSON.stringify([{ id }])],
  ['acceptEntityConnection', 'invalid-event', (id) => JSON.stringify({ id })],
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
  connection('business-rule', { targetEntityId: hub, entityId: hub }),
  connection('not-found', { targetEntityId: unknownEntity, entityId: hub }),
  approval('not-found', { connectionId: 'soak-unknown', entityId: hub }),
  approval('permission-denied', { connectionId: foreignConnection, entityId: hub }),
];

function access(reason: string, data: (username: string) => object): Recipe {
  return ['requestUserAccess', reason, (id, username) => cloudEvent('requestUserAccess', id, data(username))];
}

function connection(reason: string, data: object): Recipe {
  return ['initiateEntityConnection', reason, (id) => cloudEvent('initiateEntityConnection', id, data)];
}

function approval(reason: string, data: object): Recipe {
  return ['acceptEntityConnection', reason, (id) => cloudEvent('acceptEntityConnection', id, data)];
}

/** @param username of a user whom Zuora knows */
export function poisonOf(id: string, username: string, random: Random): Poison {
  const [operation, reason, body] = random.pick(recipes.map((recipe) => [1, recipe] as const));
  return { operation, reason, body: body(id, username) };
}
