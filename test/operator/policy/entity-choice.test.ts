import { expect, test } from '@jest/globals';
import { chooseEntity, namedEntity } from '../../../operator/policy/entity-choice.ts';

const germany = '5eed0000000040008000000000000002';
const policy = { entities: { germany: '5eed0000-0000-4000-8000-000000000002' } };

test.each([germany, '5EED0000-0000-4000-8000-000000000002'])('an id is taken in any spelling: %s', async (text) => {
  expect(await chooseEntity('prod', 'no-policy-here.yml', text)).toBe(germany);
});

test('a name is that of the policy', () => {
  expect(namedEntity(policy, 'germany')).toBe(germany);
});

test.each([
  [policy, 'germnay', 'There is no entity germnay. Did you mean germany? The policy names: germany.'],
  [policy, 'constructor', 'There is no entity constructor. The policy names: germany.'],
  [undefined, 'germany', 'There is no entity germany. Without a policy, name an entity by its id, or give --policy.'],
])('a name that nobody knows is refused (%#)', (known, name, message) => {
  expect(() => namedEntity(known, name)).toThrow(message);
});
