import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@jest/globals';
import { policyCheckReport } from '../../../cli/reports/policy-check-report.ts';
import { readPolicyFile } from '../../../lib/policy/policy-file.ts';

const report = (yaml: string) => stripVTControlCharacters(policyCheckReport('policy.yml', readPolicyFile(yaml)));
const sound = `version: 1
username: email
entities: { home: 5eed0000-0000-4000-8000-000000000001 }
homeEntity: home
rules: []
`;

test('a sound policy is summed up', () => {
  expect(report(sound)).toMatch(
    /^policy\.yml: sound, 1 entity, 0 rules; left: report, groupRemoved: report, ruleNoLongerMatches: report; SHA-256 [0-9a-f]{64}$/,
  );
});

test('the summary counts the entities with automatic approval', () => {
  const away = ', away: 5eed0000-0000-4000-8000-000000000002 }';
  expect(report(`${sound.replace(' }', away)}approve: { away: automatic }\n`)).toMatch(
    /; automatic approval in 1; SHA-256 /,
  );
});

test('a possible typo is reported for a policy that is sound', () => {
  const rules = 'rules: [{ id: a, when: { departmnet: [x] }, grant: [away] }]';
  const away = ', away: 5eed0000-0000-4000-8000-000000000002 }';
  expect(report(sound.replace('rules: []', rules).replace(' }', away))).toMatch(
    /^policy\.yml:5: rules\.0\.when\.departmnet: is not an attribute of SCIM; did you mean department\?\npolicy\.yml: sound, 2 entities/,
  );
});

test('every problem has its file and line', () => {
  expect(report(sound.replace('home\nrules', 'hom\nrules').replace('email', 'mail'))).toBe(
    'policy.yml:2: username: is read as "email"; write that instead\npolicy.yml:4: homeEntity: is not one of the entities; did you mean home?\n2 problems',
  );
});
