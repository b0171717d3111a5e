import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cases } from '../../../fuzz/fixtures/cases.ts';
import { cognito, entraCallout, jumpcloud, onelogin, wso2, wso2Claims } from '../../../fuzz/fixtures/directories.ts';
import { eventBridge, jwt, sns } from '../../../fuzz/fixtures/envelopes.ts';
import { bamboohr, bamboohrEmployee, deel, deelWorker } from '../../../fuzz/fixtures/hr.ts';
import { ada, billing, hook, logEvent } from '../../../fuzz/fixtures/okta.ts';
import { attributes, decision, identity, item, triggered } from '../../../fuzz/fixtures/sailpoint.ts';
import { bulk, core, enterprise, group, patch, risc, scimEvent, set, user } from '../../../fuzz/fixtures/scim.ts';
import {
  auth0,
  auth0User,
  googleActivity,
  googleLog,
  plain,
  plainUser,
  thin,
  workday,
  workdayRow,
  workos,
  workosUser,
} from '../../../fuzz/fixtures/vendors.ts';
import { lines, people, personIn, read, sentAt } from '../../../fuzz/outcomes.ts';
import { cleared, unreadable } from '../../../lib/identity/person.ts';
import { sources } from '../../../lib/identity/sources.ts';

describe.each(cases)('%s: %s', (source, _, event, ...expected) => {
  // A payload that is an envelope already does not get a second one of the same kind.
  const isDetail = typeof event === 'object' && event !== null && !('detail-type' in event);

  test('is read without an envelope', () => {
    expect(lines(read(event))).toEqual(expected);
    expect(read(event)).toMatchObject([{ source }]);
  });

  test.each([
    ['SNS', sns(event)],
    ['EventBridge', isDetail ? eventBridge(event) : event],
    ['SNS around EventBridge', isDetail ? sns(eventBridge(event)) : sns(event)],
    ['a batch', [event]],
  ])('is the same in %s', (_, wrapped) => {
    expect(lines(read(wrapped))).toEqual(expected);
    expect(read(wrapped)).toMatchObject([{ source }]);
  });
});

test.each(sources)('SQS takes the name $name for a group of messages', ({ name }) => {
  expect(name).toMatch(/^[!-~]{1,128}$/);
});

test('every source has test cases', () => {
  expect(new Set(cases.map(([source]) => source))).toEqual(new Set(sources.map(({ name }) => name)));
});

test.each([
  [
    'an event of another service',
    eventBridge(
      { state: 'terminated' },
      { source: 'aws.ec2', 'detail-type': 'EC2 Instance State-change Notification' },
    ),
  ],
  [
    'a CloudEvent of another type',
    { specversion: '1.0', type: 'com.example.other', source: '/s', id: '1', time: sentAt, data: { userName: 'ada' } },
  ],
  ['an unknown version of the plain form', plain('identity.user.joined.v2', { user: plainUser })],
  ['a row without a business process', workday({ Email: 'ada@example.com', Department: 'Billing' })],
  ['a call of another service', thin.cloudTrail('CreateUser', { eventSource: 'iam.amazonaws.com' })],
  ['a token about something else', set({ 'https://example.com/event': {} })],
  ['a message with a user name', { message: 'hello', username: 'ada' }],
  ['an empty object', {}],
  ['a number', 5],
])('%s is not recognised', (_, event) => {
  expect(lines(read(event))).toEqual(['bad unrecognised-event']);
});

const everyEnterpriseAttributeCleared = Object.fromEntries(
  ['employeeNumber', 'costCenter', 'organization', 'division', 'department', 'manager'].map((name) => [name, cleared]),
);

describe('a person', () => {
  test('of SCIM has the flat attributes of the schema and its extension, without secrets', () => {
    expect(
      personIn(user({ 'urn:example:2.0:User': { region: 'EMEA', active: false, api_key: 'planted-secret' } })).person,
    ).toEqual({
      userName: 'ada@example.com',
      externalId: 'A-1',
      displayName: 'Ms. Ada Lovelace',
      givenName: 'Ada',
      familyName: 'Lovelace',
      email: 'ada@work.example',
      emails: ['ada@home.example', 'ada@work.example'],
      active: true,
      groups: ['zuora-billing', 'g-1'],
      country: 'GB',
      region: 'London',
      department: 'Billing',
      costCenter: '4130',
      manager: 'A-0',
      phoneNumbers: '+44 20 7946 0000',
    });
  });

  test('of the plain form keeps the requester and the reason for the audit', () => {
    const data = { user: plainUser, requestedBy: 'grace', reason: 'a new job' };
    expect(personIn(plain('identity.user.joined.v1', data, { correlationid: 'ticket-7' })).audit).toEqual({
      requestedBy: 'grace',
      reason: 'a new job',
      correlationId: 'ticket-7',
    });
  });

  test('of the plain form keeps the company’s own attributes', () => {
    expect(personIn(plain('identity.user.joined.v1', { user: plainUser })).person).toMatchObject({
      department: 'Billing',
      region: 'EMEA',
      groups: ['zuora-billing', 'zuora-emea', 'g-2'],
    });
  });

  test('of WorkOS has WorkOS’s own attributes in preference to the directory’s', () => {
    expect(personIn(workos('dsync.user.created', workosUser)).person).toEqual({
      userName: 'ada.lovelace',
      externalId: 'A-1',
      id: 'directory_user_1',
      email: 'ada@example.com',
      givenName: 'Ada',
      familyName: 'Lovelace',
      department: 'Billing',
      title: 'Accountant',
      groups: ['zuora-billing', 'directory_group_1'],
      role: 'accountant',
      active: true,
    });
  });

  test('of Auth0 has no attribute that users can change themselves', () => {
    expect(personIn(auth0('user.created', auth0User)).person).toEqual({
      userName: 'ada',
      id: 'auth0|u-1',
      email: 'ada@example.com',
      displayName: 'Ada Lovelace',
      givenName: 'Ada',
      department: 'Billing',
      active: true,
    });
  });

  test('of a SCIM group is known by value; a display name is not a login, even if it looks like one', () => {
    const member = { value: 'u-1', display: 'grace.hopper@example.com' };
    const { person } = personIn({ schemas: group().schemas, displayName: 'zuora', members: [member] });
    expect(person).toEqual({ id: 'u-1', displayName: 'grace.hopper@example.com' });
    const removal = patch({ op: 'remove', path: 'members[display eq "grace.hopper@example.com"]' });
    const removed = personIn(bulk({ method: 'PATCH', path: '/Groups/g-1', data: removal })).person;
    expect(removed).toEqual({ displayName: 'grace.hopper@example.com' });
  });

  test('of a SCIM member never has a login, whatever the display name', () => {
    const name = fc.oneof(fc.string(), fc.emailAddress());
    const member = fc.record({ value: name, display: name }, { requiredKeys: [] });
    fc.assert(
      fc.property(fc.array(member), fc.constantFrom('add', 'remove'), (members, op) => {
        const data = patch({ op, path: 'members', value: members });
        const found = people(read(bulk({ method: 'PATCH', path: '/Groups/g-1', data })));
        expect(found.filter(({ person }) => 'userName' in person || 'email' in person)).toEqual([]);
      }),
    );
  });

  test('of SailPoint has the attributes of the identity profile', () => {
    expect(personIn(triggered('idn:identity-created', { identity, attributes })).person).toMatchObject({
      userName: 'ada.lovelace',
      email: 'ada@example.com',
      id: 'i-1',
      department: 'Billing',
    });
  });

  test('of SailPoint has only the changed attributes after a change', () => {
    const changes = [{ attribute: 'department', oldValue: 'Sales', newValue: 'Billing' }];
    expect(personIn({ identity, changes }).person).toEqual({
      id: 'i-1',
      displayName: 'Ada Lovelace',
      department: 'Billing',
    });
  });

  test('of Cognito has custom attributes only under Cognito’s names, because people may write them', () => {
    expect(personIn(cognito('PostConfirmation_ConfirmSignUp')).person).toEqual({
      id: 'u-1',
      userName: 'ada',
      email: 'ada@example.com',
      'custom:department': 'Billing',
    });
    expect(personIn(cognito('PostConfirmation_ConfirmSignUp', { email_verified: 'False' })).person).not.toHaveProperty(
      'email',
    );
  });

  test('of JumpCloud has the new values of a change', () => {
    const changes = [{ field: 'department', from: 'Sales', to: 'Billing' }];
    expect(personIn(jumpcloud('user_update', { changes })).person).toEqual({
      id: 'u-1',
      userName: 'ada',
      department: 'Billing',
    });
  });

  test.each([
    ['JumpCloud', jumpcloud('user_update', { changes: [{ field: 'department', from: 'Billing', to: null }] })],
    [
      'WSO2',
      wso2('user/event-type/userProfileUpdated', {
        claims: wso2Claims,
        removedClaims: [{ uri: 'http://wso2.org/claims/department' }],
      }),
    ],
    ['BambooHR', bamboohr(bamboohrEmployee({ department: '' }))],
    ['SailPoint', { identity, changes: [{ attribute: 'department', oldValue: 'Billing', newValue: null }] }],
  ])('of %s has a cleared attribute, which is not the same as none', (_, event) => {
    expect(personIn(event).person).toMatchObject({ department: cleared });
  });

  test('of WSO2 has the claims by the last part of their names', () => {
    expect(personIn(wso2('registration/event-type/registrationSuccess')).person).toEqual({
      id: 'u-1',
      userName: 'ada',
      email: 'ada@example.com',
      department: 'Billing',
    });
  });

  test('of an Entra call-out is the subject, not the manager', () => {
    expect(personIn(entraCallout({ category: 'mover' }, { department: 'Billing' })).person).toEqual({
      id: 'u-1',
      userName: 'ada',
      email: 'ada@example.com',
      displayName: 'Ada Lovelace',
      manager: 'm-1',
      department: 'Billing',
    });
  });

  test('of BambooHR has the posted fields, under the company’s names', () => {
    const fields = { 'Work Email': { value: 'ada@example.com' }, 'Employee #': { value: 'A-1' }, Login: 'ada' };
    expect(personIn(bamboohr({ id: 2, action: 'Created', fields })).person).toMatchObject({
      id: '2',
      email: 'ada@example.com',
      employeeNumber: 'A-1',
      userName: 'ada',
    });
  });

  test('of Workday is the worker, not the manager or the initiator', () => {
    expect(personIn(workday(workdayRow('Hire'))).person).toEqual({
      email: 'ada@example.com',
      employeeNumber: 'A-1',
      displayName: 'Ada Lovelace',
      costCenter: 'Billing',
    });
  });

  test.each([
    [
      'a path with a schema',
      { op: 'replace', path: `${enterprise}:department`, value: 'Billing' },
      { department: 'Billing' },
    ],
    [
      'a property with a schema',
      { op: 'Replace', value: { [`${enterprise}:department`]: 'Billing' } },
      { department: 'Billing' },
    ],
    ['an extension', { op: 'add', value: { [enterprise]: { department: 'Billing' } } }, { department: 'Billing' }],
    [
      'a manager with a schema',
      { op: 'add', value: { [`${enterprise}:manager`]: { value: 'A-0' } } },
      { manager: 'A-0' },
    ],
    [
      'an extension’s own state and login, which do not count for the account',
      {
        op: 'replace',
        value: {
          'urn:example:2.0:User:active': false,
          'urn:example:2.0:User:userName': 'grace',
          [`${core}:title`]: 'Dr',
        },
      },
      { title: 'Dr' },
    ],
    ['an extension’s own state, by a path', { op: 'replace', path: 'urn:example:2.0:User:active', value: false }, {}],
    ['a path with the core schema', { op: 'replace', path: `${core}:active`, value: false }, { active: false }],
    ['a property with the core schema', { op: 'replace', value: { [`${core}:active`]: false } }, { active: false }],
    ['a part of the name', { op: 'add', path: 'name.givenName', value: 'Ada' }, { givenName: 'Ada' }],
    [
      'a filter',
      { op: 'add', path: 'emails[type eq "work"].value', value: 'a@b.c' },
      { email: 'a@b.c', emails: ['a@b.c'] },
    ],
    ['a private e-mail address', { op: 'replace', path: 'emails[type eq "home"].value', value: 'a@home.c' }, {}],
    ['only private e-mail addresses', { op: 'add', value: { emails: [{ type: 'home', value: 'a@home.c' }] } }, {}],
    [
      'e-mail addresses of several types',
      {
        op: 'replace',
        path: 'emails',
        value: [
          { type: 'home', value: 'a@home.c' },
          { type: 'work', value: 'a@b.c' },
        ],
      },
      { email: 'a@b.c', emails: ['a@b.c'] },
    ],
    ['an address', { op: 'replace', path: 'addresses[type eq "work"]', value: { country: 'GB' } }, { country: 'GB' }],
    ['a part of an address', { op: 'add', path: 'addresses[type eq "work"].country', value: 'GB' }, { country: 'GB' }],
    ['a part of an address at home', { op: 'add', path: 'addresses[type eq "home"].country', value: 'FR' }, {}],
    [
      'a formatted address',
      { op: 'add', path: 'addresses[type eq "work"].formatted', value: '12 St James Square' },
      {},
    ],
    ['a value in a list', { op: 'Replace', path: 'active', value: [{ $ref: null, value: 'True' }] }, { active: true }],
    ['a part of another attribute', { op: 'add', path: 'phoneNumbers[type eq "work"].value', value: '1' }, {}],
    ['a removed attribute', { op: 'remove', path: 'department', value: 'Billing' }, { department: cleared }],
    ['a password', { op: 'replace', path: 'password', value: 'planted-secret' }, {}],
    [
      'an extension’s attribute after a dot',
      { op: 'Replace', path: `${enterprise}.department`, value: ['Billing'] },
      { department: 'Billing' },
    ],
    ['a removed extension', { op: 'remove', path: enterprise }, everyEnterpriseAttributeCleared],
    [
      'an attribute that is null',
      { op: 'replace', value: { [enterprise]: { costCenter: null } } },
      { costCenter: cleared },
    ],
    ['an attribute that is empty', { op: 'Add', path: 'title', value: ' ' }, { title: cleared }],
    ['a removed name', { op: 'remove', path: 'name.familyName' }, { familyName: cleared }],
    ['a removed work e-mail address', { op: 'remove', path: 'emails[type eq "Work"]' }, { email: cleared }],
    ['a removed private e-mail address', { op: 'remove', path: 'emails[type eq "HOME"]' }, {}],
    [
      'a removed country',
      { op: 'replace', path: 'addresses[type eq "work"].country', value: null },
      { country: cleared },
    ],
    ['a removed manager', { op: 'replace', path: `${enterprise}:manager`, value: '' }, { manager: cleared }],
    ['a manager by reference', { op: 'add', path: 'manager', value: { $ref: '../Users/A-0' } }, { manager: 'A-0' }],
    ['the name of a manager', { op: 'add', path: 'manager.displayName', value: 'Grace' }, {}],
    [
      'an attribute of a company, by an unknown part',
      { op: 'add', path: 'site.code', value: 'L' },
      { site: unreadable },
    ],
    [
      'a role in JSON',
      { op: 'Add', path: 'roles', value: [{ value: '{"id":"r-1","value":"auditor","displayName":"The Auditor"}' }] },
      { roles: ['The Auditor', 'auditor', 'r-1'] },
    ],
    ['no roles', { op: 'replace', path: 'roles', value: [] }, { roles: cleared }],
    ['no further roles', { op: 'add', path: 'roles', value: [] }, {}],
    ['the mark of a role', { op: 'add', path: 'roles[value eq "auditor"].primary', value: true }, {}],
  ])('of a SCIM patch has the attributes of %s', (_, operation, expected) => {
    const { person } = personIn(bulk({ method: 'PATCH', path: '/Users/u-1', data: patch(operation) }));
    expect(person).toEqual({ id: 'u-1', ...expected });
  });
});

describe('an id', () => {
  const idOf = (event: unknown) => personIn(event).id;

  test('of Okta is the event’s own on both routes', () => {
    const event = logEvent('group.user_membership.add', { target: [ada, billing] });
    const stream = eventBridge(event, { 'detail-type': 'SystemLog', source: 'aws.partner/okta.com/example/stream' });
    expect(idOf(stream)).toBe(event.uuid);
    expect(idOf(hook(event))).toBe(event.uuid);
  });

  test.each([
    [
      'of a CloudEvent holds its source and its own id',
      auth0('user.created', auth0User),
      '["urn:auth0:example.auth0.com","evt_1"]',
    ],
    [
      'of a token holds its issuer and its own id',
      jwt(scimEvent('prov:delete')),
      '["https://scim.example.com","jti-1"]',
    ],
    [
      'of a signal is that of its token',
      risc('account-disabled', { sub_id: { format: 'email', email: 'a@b.c' } }),
      '["https://scim.example.com","jti-1"]',
    ],
    [
      'of Google is that of the activity',
      googleActivity({ name: 'CREATE_USER', parameters: [{ name: 'USER_EMAIL', value: 'a@b.c' }] }),
      '-42',
    ],
    ['of Google is the same in Cloud Logging', googleLog('CREATE_USER', { USER_EMAIL: 'a@b.c' }), '-42'],
    ['of WorkOS is that of the event', workos('dsync.user.created', workosUser), 'event_1'],
    ['of OneLogin is that of the event', onelogin(17), 'o-17'],
    ['of JumpCloud is that of the event', jumpcloud('user_delete'), 'j-1'],
    ['of an Entra call-out is that of its task', entraCallout({ category: 'leaver' }), 'r-1'],
    [
      'of Deel holds its type and time too',
      deel('worker.deleted', deelWorker),
      '["worker.deleted","d-1","2026-11-21T09:30:00.000Z"]',
    ],
    ['of Workday is that of the business process', workday(workdayRow('Hire')), 'event-1'],
    [
      'of SailPoint is that of the invocation',
      { ...decision(item('a', 'Add', 'APPROVED')), _metadata: { invocationId: 'call-1' } },
      'call-1/0',
    ],
    [
      'in EventBridge’s detail wins over the envelope’s',
      eventBridge({ id: 'mine', user: plainUser }, { 'detail-type': 'identity.user.left.v1' }),
      '["com.example.identity","mine"]',
    ],
    ['is EventBridge’s if the event has none', eventBridge(user()), 'delivery-of-eventbridge'],
    ['is EventBridge’s rather than that of SNS around it', sns(eventBridge(user())), 'delivery-of-eventbridge'],
    ['is that of SNS if there is no other', sns(user()), 'delivery-of-sns'],
  ])('%s', (_, event, id) => {
    expect(idOf(event)).toBe(id);
  });

  test.each([
    [
      'a request',
      bulk({ method: 'PATCH', path: '/Users/u-1', data: patch({ op: 'replace', value: { active: false } }) }),
    ],
    ['a webhook without ids', { identity, changes: [{ attribute: 'cloudLifecycleState', newValue: 'inactive' }] }],
  ])('differs when %s repeats later on the same day, because the change may have happened again', (_, event) => {
    const [first, second] = [sentAt, '2026-11-21T17:00:00.000Z'].map((at) => personIn(event, at).id);
    expect(second).not.toBe(first);
  });

  test.each([
    ['a polled row', workday(workdayRow('Terminate Employee', { Event_ID: undefined, Completed_Date: undefined }))],
    ['a joiner', user()],
  ])('of %s is the same for a whole day', (_, event) => {
    const ids = [sentAt, '2026-11-21T17:00:00.000Z', '2026-11-22T09:33:00.000Z'].map((at) => personIn(event, at).id);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  test('of a polled row does not depend on its position in the report', () => {
    const row = workdayRow('Hire', { Event_ID: undefined });
    const [before] = people(read(workday(row, workdayRow('Hire'))));
    const [, after] = people(read(workday(workdayRow('Hire'), row)));
    expect(after?.id).toBe(before?.id);
  });

  test('is otherwise a hash of the content, whatever its order', () => {
    const other = Object.fromEntries(Object.entries(user()).reverse());
    expect(idOf(user())).toMatch(/^[0-9a-f]{64}$/);
    expect(idOf(other)).toBe(idOf(user()));
    expect(idOf(user({ title: 'Countess' }))).not.toBe(idOf(user()));
  });

  test('differs for each operation of a bulk request, even with equal bulkId and content', () => {
    const operation = { method: 'POST', path: '/Users', bulkId: 'the same', data: user() };
    const ids = people(read(bulk(operation, operation, operation))).map(({ id }) => id);
    expect(new Set(ids).size).toBe(3);
    expect(people(read(sns(bulk(operation, operation)))).map(({ id }) => id)).toEqual([
      'delivery-of-sns#0',
      'delivery-of-sns#1',
    ]);
  });

  test('differs for each change in one event', () => {
    const ids = people(read(decision(item('a', 'Add', 'APPROVED'), item('b', 'Add', 'APPROVED')))).map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
  });

  test('that is too long for a record is replaced by its hash', () => {
    expect(idOf(workos('dsync.user.created', workosUser))).toHaveLength(7);
    expect(idOf({ ...workos('dsync.user.created', workosUser), id: `event_${'x'.repeat(500)}` })).toMatch(
      /^[0-9a-f]{64}$/,
    );
  });
});

describe('a time', () => {
  const timeOf = (event: unknown) => personIn(event).time;
  const ahead = '2026-11-21T09:36:00.000Z';
  const ofGroup = { sub_id: { format: 'scim', uri: '/Groups/g-1' }, toe: Date.parse(ahead) / 1000 };

  test.each([
    ['is that of the event', workday(workdayRow('Hire')), '2026-11-21T08:30:00.000Z'],
    ['of a token is in seconds', scimEvent('prov:delete'), '2026-11-21T09:30:00.000Z'],
    ['of WSO2 is in milliseconds', wso2('user/event-type/userDeleted'), '2026-11-21T09:30:00.000Z'],
    ['of OneLogin has its zone as a word', onelogin(17), '2026-11-21T09:30:00.000Z'],
    ['of Google is in microseconds', googleLog('CREATE_USER', { USER_EMAIL: 'a@b.c' }), '2026-11-21T09:30:00.000Z'],
    ['is EventBridge’s if the event has none', sns(eventBridge(user())), '2026-11-21T09:31:00.000Z'],
    ['is that of SNS if there is no other', sns(user()), '2026-11-21T09:32:00.000Z'],
    ['without an envelope is when the message was sent', user(), sentAt],
    [
      'is not the previous change’s, which a SCIM client sends back',
      user({ id: 'u-1', meta: { lastModified: '2025-01-01T00:00:00Z' } }),
      sentAt,
    ],
    [
      'of a leaver that is invalid is skipped',
      { ...workos('dsync.user.deleted', workosUser), created_at: 'yesterday' },
      sentAt,
    ],
    ['in the future is skipped', auth0('user.created', auth0User, { time: '2026-11-21T10:00:00Z' }), sentAt],
    ['slightly in the future is cut for a joiner', auth0('user.created', auth0User, { time: ahead }), sentAt],
    ['slightly in the future is cut for attributes', auth0('user.updated', auth0User, { time: ahead }), sentAt],
    [
      'slightly in the future is cut for a return',
      plain('identity.user.changed.v1', { user: { userName: 'ada', active: true } }, { time: ahead }),
      sentAt,
    ],
    [
      'slightly in the future is cut for a member',
      plain('identity.group.member-added.v1', { user: { userName: 'ada' }, group: 'g' }, { time: ahead }),
      sentAt,
    ],
    [
      'slightly in the future counts for a leaver, because clocks differ',
      auth0('user.deleted', auth0User, { time: ahead }),
      ahead,
    ],
    [
      'slightly in the future counts for a suspension',
      auth0('user.updated', { ...auth0User, blocked: true }, { time: ahead }),
      ahead,
    ],
    [
      'slightly in the future counts for a former member',
      plain('identity.group.member-removed.v1', { user: { userName: 'ada' }, group: 'g' }, { time: ahead }),
      ahead,
    ],
  ])('%s', (_, event, time) => {
    expect(timeOf(event)).toBe(time);
  });

  test.each([
    ['counts for a deleted group', scimEvent('prov:delete', {}, ofGroup), ahead],
    ['is cut for members who are named anew', scimEvent('prov:put:full', { data: group() }, ofGroup), sentAt],
  ])('slightly in the future %s', (_, event, time) => {
    const [{ readings: [reading] = [] } = {}] = read(event).filter((one) => 'readings' in one);
    expect(reading).toMatchObject({ kind: 'group', time });
  });

  test.each([
    ['joining', 'Hire', 'Rescinded', ahead],
    ['leaving', 'Terminate Employee', 'Rescinded', sentAt],
  ])('slightly in the future, of a %s that is taken back, counts only if access ends', (_, process, Status, time) => {
    const [{ readings: [reading] = [] } = {}] = read(
      workday(workdayRow(process, { Status, Completed_Date: ahead })),
    ).filter((one) => 'readings' in one);
    expect(reading).toMatchObject({ kind: 'withdrawal', time });
  });

  test('that is invalid is refused if the event may give access', () => {
    const joined = { ...workos('dsync.user.created', workosUser), created_at: 'yesterday' };
    expect(lines(read(joined))).toEqual(['bad invalid-event']);
    expect(lines(read({ ...joined, created_at: ' ' }))).not.toEqual(['bad invalid-event']);
  });

  test('that is invalid does not keep a withdrawn joiner', () => {
    const withdrawn = workday(workdayRow('Hire', { Status: 'Rescinded', Completed_Date: '21 Nov' }));
    expect(lines(read(withdrawn))).not.toContain('bad invalid-event');
  });

  test.each([
    ['of today counts for a leaver as the time of sending', 'Terminate Employee', '2026-11-21', sentAt],
    ['in the past counts for a leaver until its end', 'Terminate Employee', '2026-11-20', '2026-11-20T23:59:59.999Z'],
    [
      'but with an offset counts until its end there',
      'Terminate Employee',
      '2026-11-20-08:00',
      '2026-11-21T07:59:59.999Z',
    ],
    ['but in UTC counts until its end there', 'Terminate Employee', '2026-11-20Z', '2026-11-20T23:59:59.999Z'],
    ['counts for a joiner from its start', 'Hire', '2026-11-21', '2026-11-21T00:00:00.000Z'],
  ])('without a time of day %s', (_, process, Completed_Date, time) => {
    expect(timeOf(workday(workdayRow(process, { Completed_Date })))).toBe(time);
  });

  test('of effect is kept if it is later than the event', () => {
    const terminated = (date: string) =>
      personIn(workday(workdayRow('Terminate Employee', { Termination_Date: date })));
    expect(terminated('2026-12-31')).toMatchObject({ effectiveAt: '2026-12-31T23:59:59.999Z' });
    expect(terminated('2026-11-01')).not.toHaveProperty('effectiveAt');
    expect(
      personIn(workday(workdayRow('Terminate Employee', { Hire_Date: '2020-01-01', Last_Day_of_Work: '2026-12-31' }))),
    ).toMatchObject({ effectiveAt: '2026-12-31T23:59:59.999Z' });
    const left = { user: { userName: 'ada' }, effectiveAt: '2026-12-31T18:00:00+01:00' };
    expect(personIn(plain('identity.user.left.v1', left))).toMatchObject({ effectiveAt: '2026-12-31T17:00:00.000Z' });
  });

  test('of effect that is unreadable refuses the event, instead of taking effect at once', () => {
    const left = { user: { userName: 'ada' }, effectiveAt: `2026-12-31T18:00:00.${'0'.repeat(60)}Z` };
    expect(lines(read(plain('identity.user.left.v1', left)))).toEqual(['bad invalid-event']);
  });

  test('of joining in the future does not make a leaver of an inactive joiner', () => {
    const joiner = { user: { userName: 'ada', active: false }, effectiveAt: '2026-12-31T18:00:00Z' };
    expect(lines(read(plain('identity.user.joined.v1', joiner)))).toEqual(['ignored inactive']);
  });
});

test('no event yields its administrator, approver or client as a person, or a secret', () => {
  const everything = JSON.stringify(
    cases
      .map(([, , event]) => read(event))
      .map((events) => events.map((event) => ('error' in event ? event.error.message : event.readings))),
  );
  expect(everything).not.toMatch(/root|charles|grace|planted|Administrator|Executive/);
});
