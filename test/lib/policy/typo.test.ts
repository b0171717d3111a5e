import { expect, test } from '@jest/globals';
import { policy } from '../../../fuzz/fixtures/policies.ts';
import { typoHints } from '../../../lib/policy/typo.ts';

const slipsIn = (...attributes: string[]) => {
  const when = Object.fromEntries(attributes.map((attribute) => [attribute, ['x']]));
  return typoHints(policy({ rules: [{ id: 'a', when, grant: ['japan'] }] }));
};

test.each([
  ['departmnet', 'department'],
  ['deprtmnt', 'department'],
  ['Departament', 'department'],
  ['titel', 'title'],
  ['contry', 'country'],
  ['group', 'groups'],
  ['costCentre', 'costCenter'],
  ['organisation', 'organization'],
  ['usrType', 'userType'],
])('%s may be meant for %s', (slip, meant) => {
  expect(slipsIn(slip)).toEqual([
    { field: `rules.0.when.${slip}`, problem: `is not an attribute of SCIM; did you mean ${meant}?` },
  ]);
});

test.each([
  'department',
  'id',
  'uid',
  'site',
  'costCenterCode',
  'employeeBand',
  'role_title',
  'deparxyzent',
  'x'.repeat(128),
])('%s is taken for what it is', (attribute) => {
  expect(slipsIn(attribute)).toEqual([]);
});

test('the attributes for the username are looked at too', () => {
  expect(typoHints(policy({ username: ['userName', 'emial'] }))).toMatchObject([{ field: 'username.1' }]);
});
