import { describe, expect, test } from '@jest/globals';
import { entities, written } from '../../../fuzz/fixtures/policies.ts';
import { checkPolicy, readPolicy } from '../../../lib/policy/policy.ts';

const problemsOf = (value: unknown) => {
  const checked = checkPolicy(value);
  return checked.success ? [] : checked.problems.map(({ field, problem }) => `${field}: ${problem}`);
};
const rule = (changes: object) =>
  written({ rules: [{ id: 'r', when: { department: ['x'] }, grant: ['japan'], ...changes }] });

test('a sound policy is read with its defaults: report, never revoke', () => {
  expect(readPolicy(written())).toEqual({
    ...written(),
    on: { noMatch: 'ignore', left: 'report', groupRemoved: 'report', ruleNoLongerMatches: 'report' },
  });
});

test('one attribute may be given by itself, and ids in either form', () => {
  const { username, entities } = readPolicy(
    written({ username: 'email', entities: { home: '5EED0000-0000-4000-8000-000000000001' }, rules: [] }),
  );
  expect(username).toEqual(['email']);
  expect(entities).toEqual({ home: '5eed0000000040008000000000000001' });
});

test('a policy may name a hundred entities', () => {
  const hundredOnly = written({ entities: hundred(), homeEntity: 'e0', rules: [] });
  expect(Object.keys(readPolicy(hundredOnly).entities)).toHaveLength(100);
});

test('a policy that is read again, in the form that its reading gave, is the same', () => {
  const once = readPolicy(written());
  expect(readPolicy(JSON.parse(JSON.stringify(once)))).toEqual(once);
});

test('what is wrong is said in words of the policy, and none of a schema', () => {
  const said = [
    ...problemsOf({ version: '1', username: 5, entities: [], homeEntity: 7, rules: {}, on: 'report' }),
    ...problemsOf(written({ rules: ['text', null], on: { left: 'delete', noMatch: 'revoke' } })),
    ...problemsOf(rule({ id: 5, when: [], grant: 'japan' })),
    ...problemsOf(rule({ when: { '': ['x'] }, grant: [7] })),
    ...problemsOf(written({ entities: { ...entities, '1x': '5eed0000000040008000000000000009' } })),
    ...problemsOf({ rules: [] }),
  ];
  expect(said.filter((problem) => /Invalid|expected|received/.test(problem))).toEqual([]);
  expect(said).toContain('rules: must be a list of rules, each after a hyphen');
  expect(said).toContain('homeEntity: is missing');
  expect(said).toContain('entities.1x: must be a name of at most 64 letters, digits, - and _, and begin with a letter');
});

describe('a policy is refused', () => {
  test.each<[name: string, policy: unknown, problem: RegExp]>([
    ['that is none', null, /^\(all\): /],
    ['of another version', written({ version: 2 }), /^version: /],
    ['with a field that is not known', written({ extra: 1 }), /^extra: is not a known field/],
    [
      'with an id that is none',
      written({ entities: { ...entities, x: '5eed' } }),
      /^entities\.x: must be a Zuora entity id/,
    ],
    ['with a name that is none', written({ entities: { ...entities, 'a b': entities.home } }), /^entities\.a b: /],
    [
      'with one entity under two names',
      written({ entities: { ...entities, deutschland: entities.germany } }),
      /^entities\.deutschland: is the same entity as "germany"/,
    ],
    [
      'with a home that is no entity',
      written({ homeEntity: 'constructor' }),
      /^homeEntity: is not one of the entities/,
    ],
    [
      'with more entities than an event may name',
      written({ entities: { ...entities, ...hundred() } }),
      /^entities: must be at most 100/,
    ],
    [
      'with a name that would be lost',
      JSON.parse(JSON.stringify(written()).replace('"japan"', '"__proto__"')),
      /^entities\.__proto__: is not allowed as a name/,
    ],
    ['without a username', written({ username: [] }), /^username/],
    [
      'with a username that is a secret',
      written({ username: ['password'] }),
      /^username\.0: is never read from an event/,
    ],
    [
      'with two rules of one id',
      written({ rules: [...written().rules, ...written().rules] }),
      /^rules\.3\.id: "germany-group" is the id of an earlier rule/,
    ],
    ['with an attribute of another name', rule({ when: { mail: ['x'] } }), /^rules\.0\.when\.mail: is read as "email"/],
    [
      'with an attribute in another case',
      rule({ when: { costcenter: ['x'] } }),
      /^rules\.0\.when\.costcenter: is read as "costCenter"/,
    ],
    [
      'with an attribute that would be lost',
      rule({ when: JSON.parse('{"department":["x"],"__proto__":["y"]}') }),
      /^rules\.0\.when\.__proto__: /,
    ],
    ['with a rule for everybody', rule({ when: {} }), /^rules\.0\.when: must name at least one attribute/],
    [
      'with a value that is no list',
      rule({ when: { department: 'Billing' } }),
      /^rules\.0\.when\.department: must be a list/,
    ],
    ['with an empty list', rule({ when: { department: [] } }), /^rules\.0\.when\.department: must name at least one/],
    [
      'with a matcher that is not known',
      rule({ when: { department: [{ wildcard: 'B*' }] } }),
      /^rules\.0\.when\.department\.0: must be a text, /,
    ],
    [
      'with two matchers in one',
      rule({ when: { department: [{ prefix: 'a', suffix: 'b' }] } }),
      /^rules\.0\.when\.department\.0/,
    ],
    [
      'with a prefix that everything has',
      rule({ when: { department: [{ prefix: '' }] } }),
      /^rules\.0\.when\.department\.0\.prefix: must not be empty/,
    ],
    ['with null', rule({ when: { department: [null] } }), /^rules\.0\.when\.department\.0: /],
    [
      'with anything-but for groups',
      rule({ when: { groups: [{ 'anything-but': 'x' }] } }),
      /^rules\.0\.when\.groups\.0: matches every person who has any other value/,
    ],
    ['with a rule that does nothing', rule({ grant: undefined }), /^rules\.0: must grant or deny/],
    [
      'with a rule that grants an entity that is not known',
      rule({ grant: ['italy'] }),
      /^rules\.0\.grant\.0: "italy" is not one of the entities/,
    ],
    [
      'with a rule that denies an entity that is not known',
      rule({ deny: ['toString'] }),
      /^rules\.0\.deny\.0: "toString" is not one of the entities/,
    ],
    ['with a rule about home', rule({ grant: ['home'] }), /^rules\.0\.grant\.0: "home" is the home entity/],
    [
      'with an entity that is granted and denied by one rule',
      rule({ deny: ['japan'] }),
      /^rules\.0\.deny\.0: the same rule grants "japan"/,
    ],
    ['with a consequence that is not known', written({ on: { left: 'delete' } }), /^on\.left: /],
    ['with a case that is not known', written({ on: { joined: 'report' } }), /^on\.joined: is not a known field/],
  ])('%s', (_, policy, problem) => {
    expect(problemsOf(policy)).toEqual(expect.arrayContaining([expect.stringMatching(problem)]));
  });
});

test('attributes of a company are its own to name', () => {
  expect(
    problemsOf(rule({ when: { cloudLifecycleState: ['active'], custom_region: ['EMEA'], groups: ['a'] } })),
  ).toEqual([]);
});

test('an error says every problem at once', () => {
  expect(() => readPolicy(written({ version: 2, homeEntity: 'nowhere' }))).toThrow(/version: .*homeEntity: is none/s);
});

function hundred() {
  return Object.fromEntries(
    Array.from({ length: 100 }, (_, index) => [`e${index}`, `5eed00000000400080000000000${String(10000 + index)}`]),
  );
}
