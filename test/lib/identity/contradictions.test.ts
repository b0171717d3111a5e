/** Two values of one attribute: the order in which a source writes them means nothing, so neither counts. */
import { describe, expect, test } from '@jest/globals';
import { claims, entraCallout, jumpcloud, pingone, wso2 } from '../../../fuzz/fixtures/directories.ts';
import { bamboohr, bamboohrEmployee, deel, deelWorker } from '../../../fuzz/fixtures/hr.ts';
import { attributes, identity } from '../../../fuzz/fixtures/sailpoint.ts';
import { bulk, core, enterprise, patch, user } from '../../../fuzz/fixtures/scim.ts';
import { plain, workday, workdayRow, workos, workosUser } from '../../../fuzz/fixtures/vendors.ts';
import { lines, personIn, read } from '../../../fuzz/outcomes.ts';
import { personFrom } from '../../../lib/identity/attributes.ts';
import { unreadable } from '../../../lib/identity/person.ts';

const scim = (method: string, data: unknown) => bulk({ method, path: '/Users/u-1', data });
const inCore = { [core]: { active: false } };
const changes = (...listed: object[]) => ({ identity, changes: listed });
const disabledClaims = (...values: string[]) => [
  ...claims({ username: 'ada' }),
  ...values.flatMap((value) => claims({ accountDisabled: value })),
];

/** Of each source: an event with these names and values for the state, in this order. */
const states: readonly (readonly [about: string, event: (...named: [string, unknown][]) => unknown])[] = [
  ['a SCIM user', (...named) => ({ ...user({ active: undefined }), ...Object.fromEntries(named) })],
  ['a PUT', (...named) => scim('PUT', { ...user({ active: undefined }), ...Object.fromEntries(named) })],
  [
    'the plain form',
    (...named) => plain('identity.user.changed.v1', { user: { userName: 'ada', ...Object.fromEntries(named) } }),
  ],
  ['SailPoint', (...named) => ({ identity, attributes: { ...attributes, ...Object.fromEntries(named) } })],
  ['SailPoint’s changes', (...named) => changes(...named.map(([attribute, newValue]) => ({ attribute, newValue })))],
  ['Deel', (...named) => deel('worker.updated', { ...deelWorker, active: undefined, ...Object.fromEntries(named) })],
  ['JumpCloud', (...named) => jumpcloud('user_update', { changes: named.map(([field, to]) => ({ field, to })) })],
];

describe.each(states)('%s', (_, event) => {
  test.each([
    [
      ['active', true],
      ['Active', false],
    ],
    [
      ['Active', false],
      ['active', true],
    ],
  ] as [string, unknown][][])('with two states is refused: %j, %j', (...named) => {
    expect(lines(read(event(...named)))).toEqual(['bad invalid-event']);
  });

  test.each([
    [
      ['active', false],
      ['Active', ''],
    ],
    [
      ['Active', null],
      ['active', false],
    ],
    [
      ['active', false],
      ['ACTIVE', 'False'],
    ],
  ] as [string, unknown][][])('with a state and a blank or equal spelling ends access: %j, %j', (...named) => {
    expect(lines(read(event(...named)))).toEqual([expect.stringMatching(/^suspended /)]);
  });
});

test.each([
  ['a SCIM user', user(inCore)],
  ['a SCIM user, by the URN of the attribute', user({ [`${core}:active`]: false })],
  ['a POST', bulk({ method: 'POST', path: '/Users', data: user(inCore) })],
  ['a PUT', scim('PUT', user(inCore))],
  [
    'a PUT with two containers',
    scim('PUT', user({ active: undefined, ...inCore, [core.toLowerCase()]: { active: true } })),
  ],
  ['the plain form', plain('identity.user.joined.v1', { user: { userName: 'ada', active: true, ...inCore } })],
  ['Deel', deel('worker.updated', { ...deelWorker, ...inCore })],
  ['a container in a form that is not understood', user({ active: undefined, [core]: 'active=false' })],
  ['an operation of a patch', scim('PATCH', patch({ op: 'replace', path: 'active', value: true, Value: false }))],
  ['the path of a patch', scim('PATCH', patch({ op: 'replace', path: 'active', Path: 'title', value: false }))],
  ['a method', bulk({ method: 'POST', Method: 'DELETE', path: '/Users/u-1', data: user() })],
  ['the schemas', { ...user(), Schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'] }],
  ['two states of SailPoint', { identity, attributes: { ...attributes, CloudLifecycleState: 'terminated' } }],
  [
    'two columns of a report',
    workday({ ...workdayRow('Hire'), Event_Name: 'Hire', 'event name': 'Terminate Employee' }),
  ],
  ['two states of BambooHR', bamboohr(bamboohrEmployee({ Status: 'Active', status: 'Inactive' }))],
  ['an unreadable employment state', bamboohr(bamboohrEmployee({ employmentStatus: { name: 'Terminated' } }))],
  [
    'two employment states',
    bamboohr(bamboohrEmployee({ employmentStatus: 'Full-Time', 'Employment Status': 'Terminated' })),
  ],
  ['two states of PingOne', pingone('USER.UPDATED', {}, { enabled: true, Enabled: false })],
  ['two states of Entra', entraCallout({ category: 'mover' }, { accountEnabled: true, AccountEnabled: false })],
  ['two states of WorkOS', workos('dsync.user.updated', { ...workosUser, state: 'active', State: 'inactive' })],
  ['two claims', wso2('user/event-type/userProfileUpdated', { claims: disabledClaims('false', 'true') })],
  [
    'a state and a suspension of JumpCloud',
    jumpcloud('user_update', {
      changes: [
        { field: 'suspended', to: false },
        { field: 'state', to: 'SUSPENDED' },
      ],
    }),
  ],
  ['two states of Deel', deel('worker.updated', { ...deelWorker, hiring_status: 'active', Hiring_Status: 'inactive' })],
])('%s: a contradiction about the state is refused', (_, event) => {
  const [line, ...others] = lines(read(event));
  expect(line).toMatch(/^bad (invalid-event|unrecognised-event)$/);
  expect(others).toEqual([]);
});

test('a status of Deel may be in any letter case, and so may its name', () => {
  for (const status of [{ hiring_status: 'Inactive' }, { HIRING_STATUS: 'TERMINATED' }]) {
    expect(lines(read(deel('worker.updated', { ...deelWorker, ...status })))).toEqual(['left ada@example.com']);
  }
});

test.each([
  ['user_deactivated', 'unresolvable no-change'],
  ['user_suspension', 'unresolvable no-change'],
  ['user_deleted', 'unresolvable no-change'],
  ['user_suspended_by_policy', 'unresolvable no-change'],
  ['user_deactivation_scheduled', 'unresolvable no-change'],
])('JumpCloud’s type %s is %s', (type, expected) => {
  expect(lines(read(jumpcloud(type)))).toEqual([expected]);
});

test('a staged user of JumpCloud is not suspended, and not active either', () => {
  const changes = [
    { field: 'suspended', to: false },
    { field: 'state', to: 'STAGED' },
  ];
  expect(lines(read(jumpcloud('user_update', { changes })))).toEqual([expect.stringMatching(/^suspended ada/)]);
});

test.each([
  { name: { givenName: 'A', GivenName: 'B' } },
  { emails: [{ value: 'ada@example.com', type: 'work', Type: 'home' }] },
  { addresses: [{ country: 'DE', Country: 'FR' }] },
])('somebody who is not active needs no readable %j', (contradiction) => {
  expect(personIn(user({ userName: 'ada@example.com', active: false, ...contradiction })).change).toBe('suspended');
});

test('a name with two values is unreadable, and so is what it would be shown as', () => {
  const person = personFrom({ name: { givenName: 'A', GivenName: 'B', formatted: 'A B' } });
  expect(person).toEqual({ givenName: unreadable, familyName: unreadable, displayName: unreadable });
});

test.each(['constructor', 'toString', 'hasOwnProperty'])(
  'a company may have an attribute %s with two values',
  (name) => {
    expect(personFrom({ [name]: { value: 'a', Value: 'b' } })).toEqual({ [name]: unreadable });
  },
);

test('an address with two types is unreadable', () => {
  const { email, emails } = personFrom({ emails: [{ value: 'ada@example.com', type: 'work', Type: 'home' }] });
  expect([email, emails]).toEqual([unreadable, unreadable]);
});

test('an update of PingOne that tells no state is never ignored', () => {
  const described = { action: { type: 'USER.UPDATED', description: 'Updated enabled for User ada' } };
  expect(lines(read(pingone('USER.UPDATED', described)))).toEqual(['unresolvable no-values']);
});

describe('extensions', () => {
  const other = 'urn:acme:params:scim:schemas:extension:acme:2.0:User';

  test.each([
    { department: 'Sales', [enterprise]: { department: 'Billing' } },
    { [other]: { department: 'Sales' }, [enterprise]: { department: 'Billing' } },
    { [other]: { department: 'Sales' }, [`${enterprise}:department`]: 'Billing' },
  ])('that contradict another value make it unreadable: %j', (layer) => {
    expect(personFrom(layer)['department']).toBe(unreadable);
  });

  test('somebody who is not active needs no department', () => {
    expect(personIn(user({ active: false, department: 'Sales' })).change).toBe('suspended');
  });
});

test('a blank value beside another is not a contradiction of a whole user', () => {
  const { person } = personIn(scim('PUT', user({ title: null, Title: 'CFO' })));
  expect(person['title']).toBe('CFO');
});
