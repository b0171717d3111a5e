import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { policy, reading, written } from '../../../fuzz/fixtures/policies.ts';
import { personFrom } from '../../../lib/identity/attributes.ts';
import { resolveChange } from '../../../lib/identity/identity-change.ts';
import type { Person } from '../../../lib/identity/person.ts';
import { checkPolicy } from '../../../lib/policy/policy.ts';
import { readPolicyFile } from '../../../lib/policy/policy-file.ts';
import { tryReading } from '../../../operator/policy/trial.ts';
import { alone } from '../people/alone.ts';

const problemsOf = (yaml: string) => {
  const file = readPolicyFile(yaml);
  return file.success ? [] : file.problems.map(({ line, problem }) => `${line}: ${problem}`);
};

describe('a literal', () => {
  const withLiterals = (attribute: string, literals: string) =>
    `version: 1
username: userName
entities: { home: 5eed0000000040008000000000000001, japan: 5eed0000000040008000000000000002 }
homeEntity: home
rules:
  - id: everybody
    when: { userName: [{ exists: true }] }
    grant: [japan]
  - id: denial
    when:
      ${attribute}: ${literals}
    deny: [japan]
`;
  const outcome = (yaml: string, person: Person) => {
    const file = readPolicyFile(yaml);
    if (!file.success) throw new Error(JSON.stringify(file.problems));
    return alone(file.policy, reading('joined', person)).granted === undefined ? 'denied' : 'granted';
  };

  test.each([
    ['country', '["NO "]', 'NO'],
    ['country', '["\\u00A0NO"]', 'NO'],
    ['country', '["N\\u200BO"]', 'NO'],
    ['country', '[NO]', '\u00A0N\u200BO '],
    ['department', '["Customer\\u00A0Success"]', 'Customer Success'],
    ['department', '[{ prefix: " Cust" }]', 'Customer Success'],
    ['department', '[{ suffix: "Success " }]', 'Customer  Success'],
    ['department', '[{ equals-ignore-case: "customer success\\uFEFF" }]', 'Customer Success'],
  ])('of %s matches as the value looks: %s', (attribute, literals, value) => {
    expect(outcome(withLiterals(attribute, literals), { [attribute]: value })).toBe('denied');
  });

  test('that is excluded is excluded as it looks', () => {
    const yaml = withLiterals('userType', '[{ anything-but: "contractor " }]').replace(
      'deny: [japan]',
      'grant: [japan]',
    );
    const withoutEverybody = yaml.replace('userName: [{ exists: true }]', 'userName: [nobody]');
    expect(outcome(withoutEverybody, { userType: 'contractor' })).toBe('denied');
    expect(outcome(withoutEverybody, { userType: 'employee' })).toBe('granted');
  });

  test('keeps the space at the open end of a prefix or suffix', () => {
    expect(outcome(withLiterals('department', '[{ prefix: "Fin " }]'), { department: 'Finance' })).toBe('granted');
    expect(outcome(withLiterals('department', '[{ suffix: " HR" }]'), { department: 'WHR' })).toBe('granted');
  });

  test.each([
    ['country', '[TRUE]', '11: TRUE is read as the truth value true; write true, or put it in quotes'],
    ['site', '[True]', '11: True is read as the truth value true; write true, or put it in quotes'],
    [
      'country',
      '[true]',
      '11: rules.1.when.country.0: true can never match: country is a text; put the value in quotes',
    ],
    ['country', '["\\u200B "]', '11: rules.1.when.country.0: must not be empty'],
    ['active', '[inactive]', '11: rules.1.when.active.0: "inactive" can never match: active is true or false'],
    ['active', '[{ anything-but: 1 }]', '11: rules.1.when.active.0: 1 can never match: active is true or false'],
    ['email', '[ada]', '11: rules.1.when.email.0: "ada" can never match: email holds e-mail addresses'],
    [
      'emails',
      '[{ suffix: "@a@b" }]',
      '11: rules.1.when.emails.0: "@a@b" can never match: emails holds e-mail addresses',
    ],
    [
      'site',
      '[ok, -----BEGIN x]',
      '11: rules.1.when.site.1: "-----BEGIN x" can never match: no event is read with this value of site',
    ],
    [
      '"employee\\u200BBand"',
      '[a]',
      '11: rules.1.when.employee\u200BBand: has spaces or invisible characters; write "employeeBand" instead',
    ],
  ])('of %s that can never match is reported with its line: %s', (attribute, literals, problem) => {
    expect(problemsOf(withLiterals(attribute, literals))).toContain(problem);
  });

  test.each(['NO', 'yes', 'Off', 'n'])('%s under %%YAML 1.1 is reported with its line', (word) => {
    const yaml = `%YAML 1.1\n---\n${withLiterals('country', `[${word}]`)}`;
    expect(problemsOf(yaml)).toEqual(
      expect.arrayContaining([expect.stringMatching(new RegExp(`^13: ${word} is read as the truth value`))]),
    );
  });

  test.each([
    ['active', '[true, "false"]'],
    ['isManager', '[false]'],
    ['email', '[{ suffix: "@example.com" }, { prefix: ada@ }, a@b]'],
    ['groups', '[zuora, { prefix: z }]'],
    ['manager', '[A-0, 4711]'],
    ['emails', '[ada@example.com]'],
  ])('of %s that can match is accepted: %s', (attribute, literals) => {
    expect(problemsOf(withLiterals(attribute, literals))).toEqual([]);
  });
});

test('no literal of a policy is in vain: it is refused, or a value that looks like it matches', () => {
  const character = fc.constantFrom('N', 'O', 'é', 'e\u0301', ' ', '\u00A0', '\u200B', '\uFEFF', '\t', '@', '1');
  const literal = fc.oneof(
    { weight: 5, arbitrary: fc.string({ unit: character, maxLength: 6 }) },
    fc.constantFrom<unknown>(true, false, 0, 4711, 'true', 'FALSE', 'a@b'),
  );
  const attribute = fc.constantFrom('country', 'userType', 'active', 'email', 'emails', 'groups', 'manager', 'site');
  const form = fc.constantFrom<(literal: unknown) => unknown>(
    (one) => one,
    (one) => ({ 'equals-ignore-case': one }),
    (one) => ({ prefix: one }),
    (one) => ({ suffix: one }),
  );
  fc.assert(
    fc.property(attribute, literal, form, (name, one, inForm) => {
      const rules = [
        { id: 'everybody', when: { userName: [{ exists: true }] }, grant: ['japan'] },
        { id: 'denial', when: { [name]: [inForm(one)] }, deny: ['japan'] },
      ];
      if (!checkPolicy(written({ rules })).success) return;
      const bare = String(one).replaceAll(/[\s\u200B]/g, '');
      const affixes = ['', 'x', '@x', 'x@', 'x@x'];
      const lookalikes = [String(one), bare].flatMap((text) =>
        affixes.flatMap((affix) => [text + affix, affix + text]),
      );
      const sound = policy({ rules });
      const verdicts = [one, ...lookalikes, 'true', 'false'].map((value) => {
        const person = personFrom({ userName: 'ada', [name]: value });
        if (typeof person[name] === 'symbol') return 'unreadable';
        const change = resolveChange('joined', person) ?? 'joined';
        return tryReading(sound, reading(change, person), 'plain').judgements.at(-1)?.verdict;
      });
      expect(verdicts).toContain('matches');
    }),
    { numRuns: 3000 },
  );
});
