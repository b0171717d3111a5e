/** A value that is there in an unusual form is neither a removal nor silence. */
import { expect, test } from '@jest/globals';
import { bulk, patch } from '../../../fuzz/fixtures/scim.ts';
import { workos, workosUser } from '../../../fuzz/fixtures/vendors.ts';
import { lines, people, personIn, read } from '../../../fuzz/outcomes.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
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
