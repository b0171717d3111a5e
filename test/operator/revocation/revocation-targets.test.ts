import { expect, test } from '@jest/globals';
import type { EntityAccess } from '../../../operator/policy/user-access.ts';
import { chooseTargets, type EntityChoice } from '../../../operator/revocation/revocation-targets.ts';

const idOf = (digit: string) => `5eed00000000400080000000000000${digit.padStart(2, '0')}`;

function access(name: string, digit: string, hasAccess: boolean, status: 'home' | 'not-granted'): EntityAccess {
  const id = idOf(digit);
  return { id, zuoraName: undefined, hasAccess, entitlement: { name, id, status, rules: [], undecidedDenials: [] } };
}

const unnamed: EntityAccess = { id: idOf('9'), zuoraName: 'Nine', hasAccess: true, entitlement: undefined };
const entities = [
  access('global', '1', true, 'home'),
  access('germany', '2', true, 'not-granted'),
  access('france', '3', false, 'not-granted'),
  unnamed,
];

const chosen = (choice: EntityChoice) => chooseTargets(entities, choice).map(({ id }) => id);

test('all are those of the policy and those of the user, without the home entity', () => {
  expect(chosen('all')).toEqual([idOf('2'), idOf('3'), idOf('9')]);
});

test('an entity is chosen by its name or by its id in any form, once', () => {
  expect(chosen(['germany', idOf('2').toUpperCase(), '5eed0000-0000-4000-8000-000000000009'])).toEqual([
    idOf('2'),
    idOf('9'),
  ]);
});

test('an entity that nobody has named is chosen by its id', () => {
  expect(chosen([idOf('8')])).toEqual([idOf('8')]);
});

test.each([
  [['germny'], 'There is no entity germny. Did you mean germany? The policy names: global, germany, france.'],
  [['spain'], 'There is no entity spain. The policy names: global, germany, france.'],
  [['global'], "global is the home entity, and Zuora revokes nobody's access there."],
  [[idOf('1')], 'is the home entity'],
])('%j is refused', (names, message) => {
  expect(() => chosen(names)).toThrow(message);
});

test('a name needs a policy', () => {
  expect(() => chooseTargets([unnamed], ['germany'])).toThrow(
    'Without a policy, name an entity by its id, or give --policy.',
  );
});
