import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readPolicyFile } from '../../../lib/policy/policy-file.ts';
import { seedEntity } from '../../../local/zuora/seed.ts';

const example = readFileSync(join(__dirname, '../../../policy.example.yml'), 'utf8');

const problemsOf = (yaml: string) => {
  const file = readPolicyFile(yaml);
  return file.success ? [] : file.problems.map(({ line, problem }) => `${line}: ${problem}`);
};

test('the example is valid and uses the entities of the sandbox', () => {
  const file = readPolicyFile(example);
  if (!file.success) throw new Error(JSON.stringify(file.problems));
  const { canada: _, ...provisioned } = seedEntity;
  expect(file.policy.entities).toEqual(provisioned);
  expect(file.warnings).toEqual([]);
});

test('every problem is named at once, with its line', () => {
  const yaml = `version: 1
username: [userName, Email]
entities:
  home: 5eed0000-0000-4000-8000-000000000001
  japan: 5eed
homeEntity: hom
rules:
  - id: a
    when:
      department:
        - Billing
        - { prefx: Fin }
      mail: [x]
    grant: [japan, nowhere]
  - id: a
    when:
      department: [x]
    deny:
      - japan
on: { left: delete }
`;
  expect(problemsOf(yaml)).toEqual([
    '2: username.1: is read as "email"; write that instead',
    expect.stringMatching(/^5: entities\.japan: must be a Zuora entity id/),
    '6: homeEntity: is not one of the entities; did you mean home?',
    expect.stringMatching(/^12: rules\.0\.when\.department\.1: must be a text, /),
    '13: rules.0.when.mail: is read as "email"; write that instead',
    '14: rules.0.grant.1: "nowhere" is not one of the entities',
    '15: rules.1.id: "a" is the id of an earlier rule',
    expect.stringMatching(/^20: on\.left: /),
  ]);
});

test.each<[name: string, from: string, to: string, problem: RegExp]>([
  ['a duplicate key', 'homeEntity: global', 'homeEntity: global\nhomeEntity: japan', /^\d+: Map keys must be unique/],
  [
    'an entity that is approved twice',
    'homeEntity: global',
    'homeEntity: global\napprove:\n  japan: manual\n  japan: automatic',
    /^23: Map keys must be unique/,
  ],
  [
    'a typo in an entity that is approved',
    'homeEntity: global',
    'homeEntity: global\napprove:\n  japn: automatic',
    /^22: approve\.japn: is not one of the entities; did you mean japan\?/,
  ],
  ['an alias', 'grant: [germany, france]', 'grant: *all', /anchors and aliases are not supported/],
  [
    'an attribute whose name has dots',
    'department: [Billing',
    'a.b: [{ x: y }]\n      department: [Billing',
    /^\d+: rules\.1\.when\.a\.b\.0: /,
  ],
  [
    'a number that YAML changes',
    'department: [Customer Success]',
    'costCenter: [0815]',
    /^\d+: 0815 is read as the number 815; put it in quotes/,
  ],
  [
    'an id that is a number',
    'brazil: 5eed0000-0000-4000-8000-000000000005',
    'brazil: 50000000000000000000000000000005',
    /put it in quotes/,
  ],
  ['a name that is not a text', 'brazil:', '? [a]\n  :', /a name must be a text/],
  ['a tag', 'id: emea-billing-group', 'id: !!js/function x', /^\d+: Unresolved tag/],
  ['a second document', 'version: 1', 'version: 1\n---\nversion: 1', /^\d+: /],
  ['a tab', '  left: report', '\tleft: report', /^\d+: /],
])('%s is reported', (_, from, to, problem) => {
  const yaml = example.replace(from, to);
  expect(yaml).not.toBe(example);
  expect(problemsOf(yaml)).toEqual(expect.arrayContaining([expect.stringMatching(problem)]));
});

test('a duplicate key does not hide other problems', () => {
  const yaml = example.replace('homeEntity: global', 'homeEntity: global\nhomeEntity: nowhere');
  expect(problemsOf(yaml)).toEqual(['20: homeEntity: is not one of the entities', '21: Map keys must be unique']);
});

test('a name with dots is found next to a name that is its beginning', () => {
  const yaml = example.replace('department: [Billing', 'a: [x]\n      a.b: [{ x: y }]\n      department: [Billing');
  const line = yaml.split('\n').findIndex((one) => one.includes('a.b:')) + 1;
  expect(problemsOf(yaml)).toEqual([expect.stringMatching(new RegExp(`^${line}: rules\\.1\\.when\\.a\\.b\\.0: `))]);
});

test('a policy may have at most half a million characters', () => {
  const padded = (length: number) => `${example}#${'x'.repeat(length - example.length - 1)}`;
  expect(problemsOf(padded(500_000))).toEqual([]);
  expect(problemsOf(padded(500_001))).toEqual(['1: is longer than 500000 characters']);
});

test('aliases in aliases are not resolved', () => {
  const levels = Array.from(
    { length: 30 },
    (_, level) => `a${level}: &a${level} [${`*a${level - 1}, `.repeat(level ? 9 : 0)}1]`,
  );
  expect(problemsOf(levels.join('\n'))).toHaveLength(100);
});

test('another encoding than UTF-8 is refused with the line, because its names would match nobody', () => {
  const yaml = Buffer.from('version: 1\nrules:\n  - { id: z\xfcrich }\n', 'latin1').toString('utf8');
  expect(problemsOf(yaml)).toEqual(['3: is not in UTF-8; save the file in UTF-8']);
});

test('a control character is refused with the line, because no attribute contains one', () => {
  const problemsWith = (character: string) => problemsOf(`version: 1\r\nrules:\r\n  - { id: z${character}rich }\r\n`);
  expect(problemsWith('\0')).toEqual([
    '3: contains the control character U+0000; remove it, or save the file in UTF-8',
  ]);
  expect(problemsWith('\u{1B}')).toEqual([
    '3: contains the control character U+001B; remove it, or save the file in UTF-8',
  ]);
  expect(problemsOf(example.replaceAll('\n', '\r\n').replace('# ', '#\t'))).toEqual([]);
  const utf16 = Buffer.from(example, 'utf16le').toString('utf8');
  expect(problemsOf(utf16)).toEqual(['1: contains the control character U+0000; remove it, or save the file in UTF-8']);
});

test.each(['', '# nothing yet', '[]', 'text', '7', 'null'])('content without a policy is refused: %j', (yaml) => {
  expect(problemsOf(yaml)).toEqual(['1: does not hold a policy; start from policy.example.yml']);
});

test.each(['', '[]', '"', '[{', '['.repeat(30_000), 'a'.repeat(600_000), '\0', '&a *a'])(
  'any invalid content is refused without an exception (%#)',
  (yaml) => {
    expect(problemsOf(yaml)).not.toEqual([]);
  },
);
