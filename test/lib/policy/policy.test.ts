import { describe, expect, test } from '@jest/globals';
import { checkedPolicy, entities, written } from '../../../fuzz/fixtures/policies.ts';
import { automaticEntityIds } from '../../../lib/policy/approval.ts';
import { checkPolicy } from '../../../lib/policy/policy.ts';

const problemsOf = (value: unknown) => {
  const checked = checkPolicy(value);
  return checked.success ? [] : checked.problems.map(({ field, problem }) => `${field}: ${problem}`);
};
const rule = (changes: object) =>
  written({ rules: [{ id: 'r', when: { department: ['x'] }, grant: ['japan'], ...changes }] });

test('a valid policy is read with its defaults, which report and never revoke', () => {
  expect(checkedPolicy(written())).toEqual({
    ...written(),
    approve: {},
    on: { noMatch: 'ignore', left: 'report', groupRemoved: 'report', ruleNoLongerMatches: 'report' },
  });
});

test('a single attribute needs no list, and ids may have either form', () => {
  const { username, entities } = checkedPolicy(
    written({ username: 'email', entities: { home: '5EED0000-0000-4000-8000-000000000001' }, rules: [] }),
  );
  expect(username).toEqual(['email']);
  expect(entities).toEqual({ home: '5eed0000000040008000000000000001' });
});

test('requests are approved in the entities that say so, and in no others', () => {
  const { japan, germany } = entities;
  const policy = checkedPolicy(written({ approve: { japan: 'automatic', germany: 'manual' } }));
  expect(automaticEntityIds(policy)).toEqual([japan]);
  expect(automaticEntityIds(checkedPolicy(written()))).toEqual([]);
  const both = checkedPolicy(written({ approve: { japan: 'automatic', germany: 'automatic' } }));
  expect(automaticEntityIds(both)).toEqual([germany, japan]);
});

test('a policy may name a hundred entities', () => {
  const hundredOnly = written({ entities: hundred(), homeEntity: 'e0', rules: [] });
  expect(Object.keys(checkedPolicy(hundredOnly).entities)).toHaveLength(100);
});

test('a policy that was read can be read again unchanged', () => {
  const once = checkedPolicy(written());
  expect(checkedPolicy(JSON.parse(JSON.stringify(once)))).toEqual(once);
});

test('problems are described in the words of a policy, not of a schema', () => {
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
    ['that is null', null, /^\(all\): /],
    ['of another version', written({ version: 2 }), /^version: /],
    ['with an unknown field', written({ extra: 1 }), /^extra: is not a known field/],
    ...['7', 'P', '7d', 'P1W', 'P1DT1H', 'P91D', 'PT2161H', 'p7d', ' P7D', 7, null].map(
      (grace): [string, unknown, RegExp] => [
        `with a grace of ${JSON.stringify(grace)}`,
        written({ grace }),
        /^grace: must be a time/,
      ],
    ),
    [
      'with an invalid id',
      written({ entities: { ...entities, x: '5eed' } }),
      /^entities\.x: must be a Zuora entity id/,
    ],
    ['with an invalid name', written({ entities: { ...entities, 'a b': entities.home } }), /^entities\.a b: /],
    [
      'with one entity under two names',
      written({ entities: { ...entities, deutschland: entities.germany } }),
      /^entities\.deutschland: is the same entity as "germany"/,
    ],
    ['with an unknown home entity', written({ homeEntity: 'constructor' }), /^homeEntity: is not one of the entities/],
    [
      'with more entities than an event may name',
      written({ entities: { ...entities, ...hundred() } }),
      /^entities: must be at most 100/,
    ],
    [
      'with a name that JavaScript would lose',
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
      'with two rules of the same id',
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
      'with an attribute that JavaScript would lose',
      rule({ when: JSON.parse('{"department":["x"],"__proto__":["y"]}') }),
      /^rules\.0\.when\.__proto__: /,
    ],
    ['with a rule for everybody', rule({ when: {} }), /^rules\.0\.when: must name at least one attribute/],
    [
      'with a value that is not a list',
      rule({ when: { department: 'Billing' } }),
      /^rules\.0\.when\.department: must be a list/,
    ],
    ['with an empty list', rule({ when: { department: [] } }), /^rules\.0\.when\.department: must name at least one/],
    [
      'with an unknown matcher',
      rule({ when: { department: [{ wildcard: 'B*' }] } }),
      /^rules\.0\.when\.department\.0: must be a text, /,
    ],
    [
      'with two matchers in one object',
      rule({ when: { department: [{ prefix: 'a', suffix: 'b' }] } }),
      /^rules\.0\.when\.department\.0/,
    ],
    [
      'with an empty prefix',
      rule({ when: { department: [{ prefix: '' }] } }),
      /^rules\.0\.when\.department\.0\.prefix: must not be empty/,
    ],
    ['with null', rule({ when: { department: [null] } }), /^rules\.0\.when\.department\.0: /],
    [
      'with anything-but for groups',
      rule({ when: { groups: [{ 'anything-but': 'x' }] } }),
      /^rules\.0\.when\.groups\.0: matches every person who has any other value/,
    ],
    [
      'with a word for what is unknown',
      rule({ deny: ['japan'], unknown: 'deny' }),
      /^rules\.0\.unknown: must be grant,/,
    ],
    [
      'with what is unknown where nothing is denied',
      rule({ unknown: 'grant' }),
      /^rules\.0\.unknown: is only for a rule that denies$/,
    ],
    ['without sources in the order', written({ sources: [] }), /^sources: must be a list of sources, the one that/],
    ['with a source alone', written({ sources: 'okta' }), /^sources: must be a list of sources/],
    ['with an unknown source', written({ sources: ['ukg'] }), /^sources\.0: is not a source; the sources are plain, /],
    ['with the default of usernames as a source', written({ sources: ['default'] }), /^sources\.0: is not a source/],
    ['with a source twice', written({ sources: ['okta', 'scim', 'okta'] }), /^sources\.2: is in the list already$/],
    [
      'with several engagements in an unknown source',
      written({ severalEngagements: ['workdayy'] }),
      /^severalEngagements\.0: is not a source; did you mean workday\?$/,
    ],
    [
      'with several engagements nowhere',
      written({ severalEngagements: [] }),
      /^severalEngagements: must be a list of HR/,
    ],
    ['with a rule without effect', rule({ grant: undefined }), /^rules\.0: must grant or deny/],
    [
      'with a rule that grants an unknown entity',
      rule({ grant: ['italy'] }),
      /^rules\.0\.grant\.0: "italy" is not one of the entities/,
    ],
    [
      'with a rule that denies an unknown entity',
      rule({ deny: ['toString'] }),
      /^rules\.0\.deny\.0: "toString" is not one of the entities/,
    ],
    ['with a rule about the home entity', rule({ grant: ['home'] }), /^rules\.0\.grant\.0: "home" is the home entity/],
    [
      'with one rule that grants and denies the same entity',
      rule({ deny: ['japan'] }),
      /^rules\.0\.deny\.0: the same rule grants "japan"/,
    ],
    [
      'with an unknown way of approval',
      written({ approve: { japan: 'auto' } }),
      /^approve\.japan: must be automatic or/,
    ],
    [
      'with approval in an unknown entity',
      written({ approve: { italy: 'manual' } }),
      /^approve\.italy: is not one of the entities$/,
    ],
    [
      'with approval in the home entity',
      written({ approve: { home: 'automatic' } }),
      /^approve\.home: is the home ent/,
    ],
    [
      'with approval in a name that JavaScript would lose',
      written({ approve: JSON.parse('{"__proto__":"automatic"}') }),
      /^approve\.__proto__: is not one of the entities/,
    ],
    ['with an unknown consequence', written({ on: { left: 'delete' } }), /^on\.left: /],
    ['with an unknown case', written({ on: { joined: 'report' } }), /^on\.joined: is not a known field/],
  ])('%s', (_, policy, problem) => {
    expect(problemsOf(policy)).toEqual(expect.arrayContaining([expect.stringMatching(problem)]));
  });
});

test.each([
  ['a field', written({ homeEntty: 'home' }), 'homeEntty: is not a known field; did you mean homeEntity?'],
  ['a field of a rule', rule({ grnt: ['japan'] }), 'rules.0.grnt: is not a known field; did you mean grant?'],
  ['a case', written({ on: { lefft: 'report' } }), 'on.lefft: is not a known field; did you mean left?'],
  ['a meaning', written({ workday: { leavers: [] } }), 'workday.leavers: is not a known field; did you mean leaver?'],
  [
    'a granted entity',
    rule({ grant: ['japn'] }),
    'rules.0.grant.0: "japn" is not one of the entities; did you mean japan?',
  ],
  [
    'an entity that is approved',
    written({ approve: { japn: 'automatic' } }),
    'approve.japn: is not one of the entities; did you mean japan?',
  ],
  ['a source', written({ sources: ['oktaa'] }), 'sources.0: is not a source; did you mean okta?'],
  ['the home entity', written({ homeEntity: 'hom' }), 'homeEntity: is not one of the entities; did you mean home?'],
])('a typo in the name of %s is named', (_, policy, problem) => {
  expect(problemsOf(policy)).toContain(problem);
});

test('a company names its own attributes', () => {
  expect(
    problemsOf(rule({ when: { cloudLifecycleState: ['active'], custom_region: ['EMEA'], groups: ['a'] } })),
  ).toEqual([]);
});

test('the error names every problem at once', () => {
  expect(() => checkedPolicy(written({ version: 2, homeEntity: 'nowhere' }))).toThrow(
    /version: .*homeEntity: is not one/s,
  );
});

function hundred() {
  return Object.fromEntries(
    Array.from({ length: 100 }, (_, index) => [`e${index}`, `5eed00000000400080000000000${String(10000 + index)}`]),
  );
}
