import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { identity } from '../../../fuzz/fixtures/sailpoint.ts';
import { bulk, core, enterprise, patch } from '../../../fuzz/fixtures/scim.ts';
import { plain } from '../../../fuzz/fixtures/vendors.ts';
import { lines, personIn, read, sentAt } from '../../../fuzz/outcomes.ts';
import { knownAttributes } from '../../../lib/identity/attribute-names.ts';
import { personFrom } from '../../../lib/identity/attributes.ts';
import { cleared, unreadable } from '../../../lib/identity/person.ts';
import { wholeState } from '../../../lib/identity/whole-state.ts';
import { tryPolicy } from '../../../operator/policy/trial.ts';

const long = 'x'.repeat(1025);

describe('an attribute is read', () => {
  test.each<[name: string, value: unknown, expected: unknown]>([
    ['userType', 'contractor', 'contractor'],
    ['userType', ['contractor'], 'contractor'],
    ['userType', { value: 'contractor' }, 'contractor'],
    ['userType', [{ value: 'contractor', display: 'Contractor' }], 'contractor'],
    ['workerClass', { value: 'contractor' }, 'contractor'],
    ['workerClass', [{ value: 'contractor' }, 'temporary'], ['contractor', 'temporary']],
    ['active', [{ value: 'False' }], false],
    ['email', [{ value: 'ada@example.com' }], 'ada@example.com'],
    ['groups', { display: 'zuora', value: 'g-1' }, ['zuora', 'g-1']],
    ['manager', [{ value: 'A-0' }], 'A-0'],
    ['active', 0, false],
    ['active', '1', true],
    ['active', ' FALSE ', false],
    ['active', '"false"', false],
    ['department', '["Billing"]', 'Billing'],
    ['department', '[external] Billing', '[external] Billing'],
    ['department', { Value: 'Billing' }, 'Billing'],
    ['manager', { $ref: 'https://scim.example.com/v2/Users/A-0' }, 'A-0'],
    ['roles', [{ Display: 'Auditor', Type: 'x' }], ['Auditor']],
    ['roles', '[{"value":"auditor"}]', ['auditor']],
    ['roles', [{ value: '{"id":"r-1","value":"auditor"}' }], ['auditor', 'r-1']],
    ['groups', [{ $ref: '../Groups/g-1' }], ['g-1']],
  ])('%s from %j', (name, value, expected) => {
    expect(personFrom({ [name]: value })).toEqual({ [name]: expected });
  });

  test.each<[name: string, value: unknown]>([
    ['userType', undefined],
    ['userType', null],
    ['userType', ' '],
    ['userType', []],
    ['userType', { value: null }],
    ['workerClass', [null, '']],
    ['emails', []],
    ['manager', null],
  ])('%s is absent from %j', (name, value) => {
    expect(personFrom({ [name]: value })).toEqual({});
  });

  test.each<[name: string, value: unknown]>([
    ['userType', ['contractor', 'temporary']],
    ['userType', { kind: 'contractor' }],
    ['userType', true],
    ['userType', long],
    ['workerClass', { kind: 'contractor' }],
    ['workerClass', ['contractor', { kind: 'temporary' }]],
    ['workerClass', long],
    ['active', 'perhaps'],
    ['active', 2],
    ['userType', '["contractor", "temporary"]'],
    ['userType', `${'['.repeat(20)}"contractor"${']'.repeat(20)}${' '.repeat(1000)}`],
    ['email', 'ada'],
    ['groups', [{ kind: 'contractors' }, 'zuora']],
    ['groups', long],
    ['roles', ['contractor', long]],
    ['emails', ['ada@example.com', 'ada']],
    ['manager', { displayName: 'Grace' }],
    ['country', ['DE', 'FR']],
  ])('%s is unreadable from %p', (name, value) => {
    expect(personFrom({ [name]: value })[name]).toBe(unreadable);
  });

  test('from the path of its value in a SCIM patch', () => {
    const operation = { op: 'replace', path: 'roles[primary eq "True"].value', value: 'contractor' };
    const message = {
      schemas: patch().schemas,
      Operations: [operation, { op: 'add', path: 'userName', value: 'ada' }],
    };
    expect(outcomeOf(message, [{ id: 'deny', when: { roles: ['contractor'] }, deny: ['japan'] }])).toBe(
      'revoked japan',
    );
  });
});

describe('a name is read in any letter case', () => {
  test.each<[written: object, expected: object]>([
    [
      { ACTIVE: 0, username: 'ada', Department: 'Billing' },
      { active: false, userName: 'ada', department: 'Billing' },
    ],
    [
      { Groups: ['g-1'], ROLES: ['auditor'] },
      { groups: ['g-1'], roles: ['auditor'] },
    ],
    [
      { Name: { GIVENNAME: 'Ada' }, Addresses: [{ Type: 'Work', COUNTRY: 'GB' }] },
      { givenName: 'Ada', country: 'GB' },
    ],
    [
      {
        Emails: [
          { Value: 'a@home.example', Type: 'Home' },
          { VALUE: 'a@work.example', TYPE: 'Work' },
        ],
      },
      { email: 'a@work.example', emails: ['a@home.example', 'a@work.example'] },
    ],
    [{ [core]: { active: false, title: 'Dr' } }, { active: false, title: 'Dr' }],
    [{ [`${core}:active`]: false }, { active: false }],
    [{ [`${enterprise}:department`]: 'Billing' }, { department: 'Billing' }],
    [
      { [enterprise.toUpperCase()]: JSON.stringify({ Department: 'Billing', active: false }) },
      { department: 'Billing' },
    ],
  ])('%j', (written, expected) => {
    expect(personFrom(written)).toEqual(expected);
  });
});

test.each(['Billing', 7, true, ['Billing']])(
  'an enterprise extension in an unknown form may hold any of its attributes: %j',
  (extension) => {
    const { department, manager } = personFrom({ userName: 'ada', [enterprise]: extension });
    expect([department, manager]).toEqual([unreadable, unreadable]);
  },
);

test.each([null, '', {}, []])('an enterprise extension without a value holds none: %j', (extension) => {
  expect(personFrom({ userName: 'ada', [enterprise]: extension })).toEqual({ userName: 'ada' });
});

describe('a whole state', () => {
  test('says that an attribute has no value, by null or an empty text', () => {
    const state = wholeState({
      department: null,
      Title: ' ',
      roles: null,
      [enterprise]: { costCenter: '' },
    });
    expect(personFrom(state)).toEqual({ department: cleared, title: cleared, roles: cleared, costCenter: cleared });
  });

  test('says nothing by an empty identifier, state or list that some systems send with every person', () => {
    expect(personFrom(wholeState({ userName: null, active: null, groups: null, emails: [], addresses: [] }))).toEqual(
      {},
    );
  });

  test('prefers a value under another name', () => {
    expect(personFrom(wholeState({ title: null, jobTitle: 'Dr' }))).toEqual({ title: 'Dr' });
  });

  test.each<[change: string, expected: unknown]>([
    ['joined', undefined],
    ['changed', cleared],
  ])('is what the plain form states of a person who %s', (change, expected) => {
    const event = plain(`identity.user.${change}.v1`, { user: { userName: 'ada', department: null } });
    expect(personIn(event).person['department']).toBe(expected);
  });

  test('is what a SCIM PUT states', () => {
    const data = { userName: 'ada', [enterprise]: { department: null } };
    expect(personIn(bulk({ method: 'PUT', path: '/Users/u-1', data })).person).toEqual({
      id: 'u-1',
      userName: 'ada',
      department: cleared,
    });
  });

  test('is what SailPoint states of a changed attribute', () => {
    const changes = [{ attribute: 'department', oldValue: 'Billing', newValue: null }, { attribute: 'title' }];
    expect(personIn({ identity, changes }).person).toMatchObject({ department: cleared, title: cleared });
  });
});

describe('a person is the same in any order of the names', () => {
  test.each<[layer: Record<string, unknown>, expected: object]>([
    [{ workEmail: 'work@example.com', mail: 'mail@example.com' }, { email: 'mail@example.com' }],
    [{ surname: 'King', lastName: 'Lovelace' }, { familyName: 'Lovelace' }],
    [{ jobTitle: 'Countess', [core]: { title: 'Dr' } }, { title: 'Dr' }],
    [{ login: 'ada', userName: 'ada@example.com' }, { userName: 'ada@example.com' }],
    [{ employeeType: 'employee', employee_type: 'contractor' }, { userType: unreadable }],
    [{ employeeType: 'employee', employee_type: 'contractor', userType: 'temporary' }, { userType: 'temporary' }],
    [{ employeeType: 'contractor', employee_type: ['contractor'] }, { userType: 'contractor' }],
  ])('%j', (layer, expected) => {
    expect(personFrom(layer)).toEqual(expected);
    expect(personFrom(Object.fromEntries(Object.entries(layer).toReversed()))).toEqual(expected);
  });
});

test.each<[user: object, expected: string]>([
  [{ userName: 'ada', Active: 0 }, 'suspended ada'],
  [{ USERNAME: 'ada', ACTIVE: 'FALSE' }, 'suspended ada'],
  [{ userName: 'ada', active: '1' }, 'joined ada'],
  [{ userName: 'ada', active: 'perhaps' }, 'bad invalid-event'],
  [{ userName: 'ada', Active: null }, 'bad invalid-event'],
  [{ userName: ['ada'], active: [true] }, 'joined ada'],
  [{ userName: { value: 'ada' } }, 'joined ada'],
  [{ userName: '["ada"]' }, 'joined ada'],
  [{ userName: [' '], email: 'ada@example.com' }, 'bad invalid-event'],
  [{ userName: ' ', email: 'ada@example.com' }, 'bad invalid-event'],
  [{ userName: ['ada', 'grace'] }, 'bad invalid-event'],
  [{ externalId: [4711] }, 'joined 4711'],
  [{ externalId: 4711 }, 'joined 4711'],
  [{ userName: 'ada', active: true, ACTIVE: false }, 'bad invalid-event'],
  [{ userName: 'ada', ACTIVE: false, active: true }, 'bad invalid-event'],
  [{ userName: 'ada', ACTIVE: false, active: 'False' }, 'suspended ada'],
])('the plain form with %j is read as %s', (user, expected) => {
  expect(lines(read(plain('identity.user.joined.v1', { user })))).toEqual([expected]);
});

/** Everybody gets Japan unless a rule denies it. */
function outcomeOf(message: unknown, denials: readonly object[]): string {
  const rules = [{ id: 'everybody', when: { userName: [{ exists: true }] }, grant: ['japan'] }, ...denials];
  const on = { ...revoking, left: 'report' };
  const byPolicy = policy({ rules, on, username: ['userName', 'email'] });
  const [{ line } = {}] = tryPolicy(byPolicy, JSON.stringify(message), sentAt);
  if (line?.outcome === 'dead-letter') return `${line.reason} ${line.detail?.split(':')[0]}`;
  return line?.granted ? `granted ${line.granted}` : line?.revoked ? `revoked ${line.revoked}` : `${line?.reason}`;
}

const joined = (attributes: object) => plain('identity.user.joined.v1', { user: { userName: 'ada', ...attributes } });
const noContractors = [{ id: 'no-contractors', when: { userType: ['contractor'] }, deny: ['japan'] }];

describe('a denial', () => {
  test.each<[what: string, userType: unknown]>([
    ['a text', 'contractor'],
    ['a list of one', ['contractor']],
    ['an object with a value', { value: 'contractor' }],
  ])('holds for %s', (_, userType) => {
    expect(outcomeOf(joined({ userType }), noContractors)).toBe('blocked');
  });

  test.each<[what: string, userType: unknown]>([
    ['several values', ['contractor', 'temporary']],
    ['an object', { kind: 'contractor' }],
    ['a text of more than 1,024 characters', long],
  ])('of %s refuses the event, by the name of the attribute', (_, userType) => {
    expect(outcomeOf(joined({ userType }), noContractors)).toBe('invalid-event userType');
  });

  test('is not affected by an unreadable attribute that no rule needs', () => {
    expect(
      outcomeOf(joined({ userType: 'employee', biography: long, photos: [{}], title: { en: 'Dr' } }), noContractors),
    ).toBe('granted japan');
  });
});

test('a leaver with an unreadable attribute still leaves', () => {
  const left = plain('identity.user.left.v1', { user: { userName: 'ada', userType: long } });
  const [{ line } = {}] = tryPolicy(policy({ on: revoking }), JSON.stringify(left), sentAt);
  expect(line?.outcome).toBe('translated');
});

test('an unreadable user name is not replaced by another attribute', () => {
  const user = { schemas: [core], userName: { login: 'ada' }, email: 'ada@example.com' };
  expect(outcomeOf(user, [])).toBe('invalid-event userName');
});

test('no form of a value that is present is silence: it is denied, or the event is refused', () => {
  const present = fc
    .oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom<unknown>('contractor', long, { value: 'contractor' }, [['contractor']]),
    )
    .filter((value) => !isEmpty(value));
  const names = knownAttributes.filter((name) => !['userName', 'emails', 'email'].includes(name));
  fc.assert(
    fc.property(fc.constantFrom(...names, 'workerClass'), present, (name, value) => {
      const denial = { id: 'deny', when: { [name]: [{ exists: true }] }, deny: ['japan'] };
      expect(outcomeOf(joined({ [name]: value }), [denial])).not.toMatch(/^granted/);
    }),
    { numRuns: 2000 },
  );
});

/** Whether a value says nothing: sources send such values for attributes that a person does not have. */
function isEmpty(value: unknown): boolean {
  if (value === null || (typeof value === 'string' && value.trim() === '')) return true;
  if (Array.isArray(value)) return value.every(isEmpty);
  return typeof value === 'object' && 'value' in value && isEmpty(value.value);
}
