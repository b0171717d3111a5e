import { expect, test } from '@jest/globals';
import { entityNaming } from '../../../operator/policy/entity-naming.ts';

const id = '11e643f4-a3ee-8bad-b061-0025904c57d6';

test.each([
  ['by the name in the policy, in any written form', { entities: { uk: id } }, id.toUpperCase(), 'uk'],
  [
    'by the end of its id if the policy does not know it',
    { entities: { uk: id } },
    id.replace('d6', 'd7'),
    '…904c57d7',
  ],
  ['by the end of its id without a policy', undefined, id, '…904c57d6'],
  ['by a short id as it is', undefined, 'uk-1', 'uk1'],
])('an entity is known %s', (_, policy, entityId, expected) => {
  expect(entityNaming(policy)(entityId)).toBe(expected);
});
