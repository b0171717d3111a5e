/** A value that is there in an unusual form is neither a removal nor silence. */
import { describe, expect, test } from '@jest/globals';
import { claims, cognito, wso2 } from '../../../fuzz/fixtures/directories.ts';
import { identity, triggered } from '../../../fuzz/fixtures/sailpoint.ts';
import { bulk, core, enterprise, patch, user } from '../../../fuzz/fixtures/scim.ts';
import { auth0, auth0User, workos, workosUser } from '../../../fuzz/fixtures/vendors.ts';
import { lines, people, personIn, read } from '../../../fuzz/outcomes.ts';
import { cleared } from '../../../lib/identity/person.ts';

const patched = (...operations: object[]) => bulk({ method: 'PATCH', path: '/Users/ada', data: patch(...operations) });

test.each([
  ['an object', { department: 'Billing' }],
  ['a list of one', [{ department: 'Billing' }]],
  ['a text of JSON', '{"department":"Billing"}'],
])('an extension that is replaced by %s has the attributes of it', (_, value) => {
  expect(personIn(patched({ op: 'replace', path: enterprise, value })).person['department']).toBe('Billing');
});

test.each([
  { op: 'add', value: { [enterprise]: {} } },
  { op: 'replace', path: enterprise, value: {} },
])('an extension without attributes says nothing of them: %j', (operation) => {
  const [reading] = people(read(patched(operation, { op: 'replace', path: 'title', value: 'CFO' })));
  expect(reading?.person).toMatchObject({ title: 'CFO' });
  expect(reading?.person).not.toHaveProperty('department');
});

test.each([null, ''])('a role that only its display names is the one that is removed: value %j', (value) => {
  const removed = patched({ op: 'remove', path: 'roles', value: [{ value, display: 'auditor' }] });
  expect(lines(read(removed))).toEqual(['removed-from-group ada [auditor]']);
});

test.each([
  ['Active', true],
  ['SUSPENDED', false],
])('the state %s of WorkOS is read in any case', (state, active) => {
  expect(personIn(workos('dsync.user.updated', { ...workosUser, state })).person['active']).toBe(active);
});

test('a state of WorkOS that is none is refused', () => {
  expect(lines(read(workos('dsync.user.updated', { ...workosUser, state: 'gone' })))).toEqual(['bad invalid-event']);
});

describe('a list', () => {
  test.each([
    [[{ value: 'a' }, { value: '', display: 'b' }]],
    [[{ value: 'a' }, { value: null, display: 'b' }]],
    [['{"value":"a"}', '{"value":null,"display":"b"}']],
  ])('that replaces another keeps a role that only its display names: %j', (value) => {
    const { person, wholeLists } = personIn(patched({ op: 'replace', path: 'roles', value }));
    expect(person['roles']).toEqual(['a', 'b']);
    expect(wholeLists).toEqual(['roles']);
  });

  test.each([[[{ value: null }]], [['']], [{ value: '' }]])(
    'of roles to remove that names none removes none, and says so: %j',
    (value) => expect(lines(read(patched({ op: 'remove', path: 'roles', value })))).toEqual(['unresolvable no-values']),
  );

  test.each([undefined, null])('of roles that is removed as a whole is empty: %j', (value) => {
    expect(personIn(patched({ op: 'remove', path: 'roles', value })).wholeLists).toEqual(['roles']);
  });

  test.each(['roles', 'entitlements'])('of %s in a PUT names all of them', (name) => {
    const put = bulk({ method: 'PUT', path: '/Users/ada', data: user({ [name]: [{ value: 'a' }] }) });
    expect(personIn(put).wholeLists).toEqual([name]);
  });

  test('of groups in a PUT may lack some', () => {
    expect(personIn(bulk({ method: 'PUT', path: '/Users/ada', data: user() }))).not.toHaveProperty('wholeLists');
  });
});

test('a role that replaces an unnamed one is given, and the former one is reported', () => {
  const replaced = patched({ op: 'replace', path: 'roles[primary eq "True"].value', value: 'clerk' });
  expect(lines(read(replaced))).toEqual(['changed ada', 'unresolvable unknown-filter']);
  expect(people(read(replaced))[0]?.person['roles']).toEqual(['clerk']);
});

test.each([null, ''])('a member without a value is the one that its reference names: value %j', (value) => {
  const member = { value, $ref: 'https://scim.example.com/Users/u-1' };
  const added = bulk({
    method: 'PATCH',
    path: '/Groups/g',
    data: patch({ op: 'add', path: 'members', value: [member] }),
  });
  expect(lines(read(added))).toEqual(['added-to-group u-1 [g]']);
});

test('two spellings of one attribute with two values are refused, in any order', () => {
  expect(lines(read(user({ Active: false })))).toEqual(['bad invalid-event']);
  const { active, ...others } = user();
  expect(lines(read({ ...others, Active: false, active }))).toEqual(['bad invalid-event']);
});

test('a patch that says one attribute beside its schema, and in it, with two values is refused in any order', () => {
  const patched = (value: object) =>
    lines(read(bulk({ method: 'PATCH', path: '/Users/u-1', data: patch({ op: 'replace', value }) })));
  const inSchema = { [core]: { Active: false } };
  for (const value of [
    { ...inSchema, active: true },
    { active: true, ...inSchema },
    { [`${core}:active`]: true, ...inSchema },
  ]) {
    expect(patched(value)).toEqual(['bad invalid-event']);
  }
  expect(patched({ ...inSchema, active: 'False' })).toEqual(['suspended u-1']);
});

test('a patch that lists two states is refused', () => {
  const value = [{ active: false }, { active: true }];
  const body = bulk({ method: 'PATCH', path: '/Users/u-1', data: patch({ op: 'replace', value }) });
  expect(lines(read(body))).toEqual(['bad invalid-event']);
});

test.each([
  ['of the user', { 部門: 'A', 役職: 'B' }],
  ['of an extension', { 'urn:acme:params:scim:schemas:extension:acme:2.0:User': { 部門: 'A', 役職: 'B' } }],
])('attributes %s may have names in any script', (_, others) => {
  const value = { active: false, ...others };
  const body = bulk({ method: 'PATCH', path: '/Users/u-1', data: patch({ op: 'replace', value }) });
  expect(lines(read(body))).toEqual(['suspended u-1']);
});

test('two spellings of one attribute with the same value are read', () => {
  expect(personIn(user({ Active: 'True' })).person['active']).toBe(true);
});

test('the attributes of an extension in a list of one are read', () => {
  expect(personIn(user({ [enterprise]: [{ department: 'Billing' }] })).person['department']).toBe('Billing');
  const put = (department: unknown) =>
    personIn(bulk({ method: 'PUT', path: '/Users/ada', data: user({ [enterprise]: [{ department }] }) }));
  expect(put('Billing').person['department']).toBe('Billing');
  expect(put(null).person['department']).toBe(cleared);
});

test('a new user’s private address is not their address for work', () => {
  const { person } = personIn(user({ emails: [{ value: 'ada@home.example', type: 'home' }] }));
  expect(person).not.toHaveProperty('email');
});

const sailpointState = (newValue: unknown) =>
  triggered('idn:identity-attributes-changed', {
    identity: { ...identity, name: 'ada@example.com' },
    changes: [{ attribute: 'active', oldValue: null, newValue }],
  });
const wso2State = (disabled: unknown) =>
  wso2('user/event-type/userProfileUpdated', { claims: claims({ username: 'ada', accountDisabled: disabled }) });

test.each([
  ['Auth0', auth0('user.updated', { ...auth0User, blocked: 1 }), 'suspended'],
  ['Auth0', auth0('user.updated', { ...auth0User, blocked: 'maybe' }), 'bad'],
  ['SailPoint', sailpointState('no'), 'suspended'],
  ['SailPoint', sailpointState('Terminated'), 'left'],
  ['SailPoint', sailpointState('yes'), 'changed'],
  ['WSO2', wso2State(1), 'suspended'],
  ['WSO2', wso2State('maybe'), 'bad'],
])('a state of %s that is said is never silence', (_, event, outcome) => {
  expect(lines(read(event))).toEqual([expect.stringMatching(new RegExp(`^${outcome} `))]);
});

test('the state of a person at WorkOS that is refused is named', () => {
  const message = expect.stringContaining('data.state: must be one of ');
  const gone = workos('dsync.user.updated', { ...workosUser, state: 'gone' });
  expect(read(gone)).toMatchObject([{ error: { message } }]);
});

test('an address that Cognito has not verified identifies nobody', () => {
  const confirmed = (verified: unknown) =>
    personIn(cognito('PostConfirmation_ConfirmSignUp', { email: 'ada@example.com', email_verified: verified })).person;
  expect(confirmed('true')['email']).toBe('ada@example.com');
  expect(confirmed(undefined)).not.toHaveProperty('email');
});
