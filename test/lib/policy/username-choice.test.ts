import { describe, expect, test } from '@jest/globals';
import { checkedPolicy, policy, revoking, written } from '../../../fuzz/fixtures/policies.ts';
import { bulk, patch } from '../../../fuzz/fixtures/scim.ts';
import { plain, plainUser } from '../../../fuzz/fixtures/vendors.ts';
import { checkPolicy } from '../../../lib/policy/policy.ts';
import { readPolicyFile } from '../../../lib/policy/policy-file.ts';
import { findUsername } from '../../../lib/policy/username.ts';
import { tryPolicy } from '../../../operator/policy/trial.ts';

const bySource = { default: ['email', 'userName'], scim: ['id', 'userName'], okta: 'userName' };

const problemsOf = (username: unknown) => {
  const checked = checkPolicy(written({ username }));
  return checked.success ? [] : checked.problems.map(({ field, problem }) => `${field}: ${problem}`);
};

describe('the username by source', () => {
  const person = { id: 'i-1', userName: 'ada', email: 'ada@example.com' };

  test.each([
    ['scim', 'i-1'],
    ['okta', 'ada'],
    ['workday', 'ada@example.com'],
    [undefined, 'ada@example.com'],
    // A property of every object is not a source.
    ['constructor', 'ada@example.com'],
  ])('of %s is %s', (source, username) => {
    expect(findUsername(policy({ username: bySource }), person, source)).toMatchObject({ login: username });
  });

  test('is used for whole messages, and to tell apart the people in them', () => {
    const body = JSON.stringify([
      bulk({ method: 'DELETE', path: '/Users/ada' }),
      plain('identity.user.left.v1', { user: plainUser }),
    ]);
    const chosen = policy({ username: bySource, on: revoking });
    const lines = (message: string) => tryPolicy(chosen, message, '2026-11-21T09:30:00Z').map(({ line }) => line);
    expect(lines(body).map(({ username }) => username)).toEqual(['ada', 'ada@work.example']);
    const moves = patch(
      { op: 'remove', path: 'members', value: [{ value: 'ada' }] },
      { op: 'add', path: 'members', value: [{ value: 'ada' }] },
    );
    const group = JSON.stringify(bulk({ method: 'PATCH', path: '/Groups/zuora-germany', data: moves }));
    expect(lines(group).map(({ reason, granted }) => reason ?? granted)).toEqual(['reversed', ['germany']]);
  });

  test('is read again unchanged', () => {
    const once = checkedPolicy(written({ username: bySource }));
    expect(once.username).toEqual({ ...bySource, okta: ['userName'] });
    expect(checkedPolicy(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });
});

describe('a choice by source is refused', () => {
  test.each<[name: string, username: unknown, problem: RegExp]>([
    ['without a default', { scim: ['id'] }, /^username: must have default/],
    [
      'with a typo of a source',
      { default: ['email'], skim: ['id'] },
      /^username\.skim: is not a source; did you mean scim\?$/,
    ],
    [
      'with another name',
      { default: ['email'], payroll: ['id'] },
      /^username\.payroll: is not a source; the sources are plain, /,
    ],
    [
      'with an attribute that no event can set',
      { default: ['email'], scim: ['Email'] },
      /^username\.scim\.0: is read as "email"/,
    ],
    ['without attributes', { default: [] }, /^username/],
    ['with a number', { default: 5 }, /^username: must name for each source an attribute/],
  ])('%s', (_, username, problem) => {
    expect(problemsOf(username)).toEqual(expect.arrayContaining([expect.stringMatching(problem)]));
  });

  test('with the line of its field', () => {
    const file = readPolicyFile(`version: 1
username:
  default: [userName, email]
  skim: [id]
entities: { home: 5eed0000-0000-4000-8000-000000000001 }
homeEntity: home
rules: []
`);
    expect(file).toMatchObject({
      success: false,
      problems: [{ line: 4, problem: 'username.skim: is not a source; did you mean scim?' }],
    });
  });

  test('though not for what may be an attribute of the company', () => {
    const yaml = `version: 1
username: { default: [userName], scim: [id, usrName] }
entities: { home: 5eed0000-0000-4000-8000-000000000001 }
homeEntity: home
rules: []
`;
    expect(readPolicyFile(yaml)).toMatchObject({
      success: true,
      warnings: [{ line: 2, problem: 'username.scim.1: is not an attribute of SCIM; did you mean userName?' }],
    });
  });
});
