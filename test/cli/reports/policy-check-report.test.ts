import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
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

test.each([
  ['', 'P7D'],
  ['grace: PT12H\n', 'PT12H'],
])('the summary says for how long who moves keeps access: %j', (grace, text) => {
  expect(report(`${sound}on: { ruleNoLongerMatches: revoke }\n${grace}`)).toContain(
    `ruleNoLongerMatches: revoke after ${text}; SHA-256 `,
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

describe('rules that may withhold', () => {
  const away = 'home: 5eed0000-0000-4000-8000-000000000001, away: 5eed0000-0000-4000-8000-000000000002';
  const denying = (...rules: object[]) =>
    sound
      .replace('home: 5eed0000-0000-4000-8000-000000000001', away)
      .replace(
        'rules: []',
        `rules: ${JSON.stringify(rules.map((one, index) => ({ id: `r${index}`, deny: ['away'], ...one })))}`,
      );

  test('are named, with what they ask for, unless they grant what is unknown', () => {
    const asks = { when: { userType: ['x'], country: ['DE'] } };
    expect(report(denying(asks, { ...asks, unknown: 'grant' }))).toMatch(
      /^policy\.yml: sound, .*\n1 rule withholds new access as long as it is unknown whether the rule denies: r0 \(userType, country\)\. A rule with unknown: grant withholds nothing\.$/,
    );
    expect(report(denying({ ...asks, unknown: 'grant' }))).not.toContain('withhold');
  });

  test('are warned about, with their line, if they ask for a list', () => {
    const lists = { when: { groups: ['x'], emails: ['ada@example.com'] } };
    expect(
      report(denying(lists, { ...lists, unknown: 'grant' }))
        .split('\n')
        .slice(0, 2),
    ).toEqual([
      'policy.yml:5: rules.0.when.groups: new access to away waits until a source says the whole list, or that these groups are not in it; with unknown: grant it does not wait',
      'policy.yml:5: rules.0.when.emails: new access to away waits for ever, as no source says the whole list; with unknown: grant it does not wait',
    ]);
  });
});

test('every problem has its file and line', () => {
  expect(report(sound.replace('home\nrules', 'hom\nrules').replace('email', 'mail'))).toBe(
    'policy.yml:2: username: is read as "email"; write that instead\npolicy.yml:4: homeEntity: is not one of the entities; did you mean home?\n2 problems',
  );
});
