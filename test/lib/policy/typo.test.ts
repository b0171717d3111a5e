import { expect, test } from '@jest/globals';
import { policy } from '../../../fuzz/fixtures/policies.ts';
import { typoHints } from '../../../lib/policy/typo.ts';

const hintsFor = (...attributes: string[]) => {
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
])('%s may be a typo of %s', (typo, meant) => {
  expect(hintsFor(typo)).toEqual([
    { field: `rules.0.when.${typo}`, problem: `is not an attribute of SCIM; did you mean ${meant}?` },
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
])('%s is not a typo', (attribute) => {
  expect(hintsFor(attribute)).toEqual([]);
});

test('the attributes for the username are checked too', () => {
  expect(typoHints(policy({ username: ['userName', 'emial'] }))).toMatchObject([{ field: 'username.1' }]);
});
