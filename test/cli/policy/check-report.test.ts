import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@jest/globals';
import { checkReport } from '../../../cli/policy/check-report.ts';
import { readPolicyFile } from '../../../lib/policy/policy-file.ts';

const report = (yaml: string) => stripVTControlCharacters(checkReport('policy.yml', readPolicyFile(yaml)));
const sound = `version: 1
username: email
entities: { home: 5eed0000-0000-4000-8000-000000000001 }
homeEntity: home
rules: []
`;

test('a sound policy is summed up', () => {
  expect(report(sound)).toBe(
    'policy.yml: sound, 1 entity, 0 rules; left: report, groupRemoved: report, ruleNoLongerMatches: report',
  );
});

test('every problem has its file and line', () => {
  expect(report(sound.replace('home\nrules', 'hom\nrules').replace('email', 'mail'))).toBe(
    'policy.yml:2: username: is read as "email": write that\npolicy.yml:4: homeEntity: is none of the entities\n2 problems',
  );
});
