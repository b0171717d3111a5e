import { describe, expect, test } from '@jest/globals';
import { cases } from '../../../fuzz/fixtures/cases.ts';
import { eventBridge, jwt, sns } from '../../../fuzz/fixtures/envelopes.ts';
import { ada, billing, hook, logEvent } from '../../../fuzz/fixtures/okta.ts';
import { attributes, decision, identity, item, triggered } from '../../../fuzz/fixtures/sailpoint.ts';
import { bulk, core, enterprise, patch, risc, scimEvent, set, user } from '../../../fuzz/fixtures/scim.ts';
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
import { sources } from '../../../lib/identity/sources.ts';

describe.each(cases)('%s: %s', (source, _, event, ...expected) => {
  // A payload that is an envelope already is not put into another of the same kind.
  const isDetail = typeof event === 'object' && event !== null && !('detail-type' in event);

  test('is read as it stands', () => {
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

test('every source has its cases', () => {
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
  ['a version of the plain form that is not out', plain('identity.user.joined.v2', { user: plainUser })],
  ['a row of a roster', workday({ Email: 'ada@example.com', Department: 'Billing' })],
  ['a call of another service', thin.cloudTrail('CreateUser', { eventSource: 'iam.amazonaws.com' })],
  ['a token about something else', set({ 'https://example.com/event': {} })],
  ['a message with a user name', { message: 'hello', username: 'ada' }],
  ['nothing', {}],
  ['a number', 5],
])('%s is of no source', (_, event) => {
  expect(lines(read(event))).toEqual(['bad unrecognised-event']);
});

describe('a person', () => {
  test('of SCIM has the attributes of the schema and its extension, flat, and no secret', () => {
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
    });
  });

  test('of the plain form says for the audit who asked for it, and why', () => {
    const data = { user: plainUser, requestedBy: 'grace', reason: 'a new job' };
    expect(personIn(plain('identity.user.joined.v1', data, { correlationid: 'ticket-7' })).audit).toEqual({
      requestedBy: 'grace',
      reason: 'a new job',
      correlationId: 'ticket-7',
    });
  });

  test('of the plain form has the company’s own attributes too', () => {
    expect(personIn(plain('identity.user.joined.v1', { user: plainUser })).person).toMatchObject({
      department: 'Billing',
      region: 'EMEA',
      groups: ['zuora-billing', 'zuora-emea', 'g-2'],
    });
  });

  test('of WorkOS is what WorkOS settled, before what the directory sent', () => {
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

  test('of Auth0 has no attribute that he may write himself', () => {
    expect(personIn(auth0('user.created', auth0User)).person).toEqual({
      userName: 'ada',
      id: 'auth0|u-1',
      email: 'ada@example.com',
      displayName: 'Ada Lovelace',
      givenName: 'Ada',
      department: 'Billing',
    });
  });

  test('of SailPoint has the attributes of the identity profile', () => {
    expect(personIn(triggered('idn:identity-created', { identity, attributes })).person).toMatchObject({
      userName: 'ada.lovelace',
      email: 'ada@example.com',
      id: 'i-1',
      department: 'Billing',
    });
  });

  test('of SailPoint has after a change only what changed', () => {
    const changes = [{ attribute: 'department', oldValue: 'Sales', newValue: 'Billing' }];
    expect(personIn({ identity, changes }).person).toEqual({
      id: 'i-1',
      displayName: 'Ada Lovelace',
      department: 'Billing',
    });
  });

  test('of Workday is the worker, and neither the manager nor who initiated it', () => {
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
      'an extension’s own state and login, which are not the account’s',
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
    [
      'an e-mail address that is not for work',
      { op: 'replace', path: 'emails[type eq "home"].value', value: 'a@home.c' },
      {},
    ],
    [
      'e-mail addresses of which none is for work',
      { op: 'add', value: { emails: [{ type: 'home', value: 'a@home.c' }] } },
      {},
    ],
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
      'an address in words',
      { op: 'add', path: 'addresses[type eq "work"].formatted', value: '12 St James Square' },
      {},
    ],
    ['a value in a list', { op: 'Replace', path: 'active', value: [{ $ref: null, value: 'True' }] }, { active: true }],
    ['a part of something else', { op: 'add', path: 'phoneNumbers[type eq "work"].value', value: '1' }, {}],
    ['what is removed', { op: 'remove', path: 'department', value: 'Billing' }, {}],
    ['a password', { op: 'replace', path: 'password', value: 'planted-secret' }, {}],
    ['no path at all', { op: 'replace', path: '((', value: 'x' }, {}],
  ])('of a SCIM patch is read from %s', (_, operation, expected) => {
    const { person } = personIn(bulk({ method: 'PATCH', path: '/Users/u-1', data: patch(operation) }));
    expect(person).toEqual({ id: 'u-1', ...expected });
  });
});

describe('an id', () => {
  const idOf = (event: unknown) => personIn(event).id;

  test('of Okta is the same on both routes, and no batch’s', () => {
    const event = logEvent('group.user_membership.add', { target: [ada, billing] });
    const stream = eventBridge(event, { 'detail-type': 'SystemLog', source: 'aws.partner/okta.com/example/stream' });
    expect(idOf(stream)).toBe(event.uuid);
    expect(idOf(hook(event))).toBe(event.uuid);
  });

  test.each([
    [
      'of a CloudEvent is its source’s and its own',
      auth0('user.created', auth0User),
      '["urn:auth0:example.auth0.com","evt_1"]',
    ],
    ['of a token is its issuer’s and its own', jwt(scimEvent('prov:delete')), '["https://scim.example.com","jti-1"]'],
    [
      'of a signal is the token’s',
      risc('account-disabled', { sub_id: { format: 'email', email: 'a@b.c' } }),
      '["https://scim.example.com","jti-1"]',
    ],
    [
      'of Google is the activity’s',
      googleActivity({ name: 'CREATE_USER', parameters: [{ name: 'USER_EMAIL', value: 'a@b.c' }] }),
      '-42',
    ],
    ['of Google is the same in the cloud’s log', googleLog('CREATE_USER', { USER_EMAIL: 'a@b.c' }), '-42'],
    ['of WorkOS is the event’s', workos('dsync.user.created', workosUser), 'event_1'],
    ['of a Workday process is the process’s', workday(workdayRow('Hire')), 'event-1'],
    [
      'of SailPoint is the invocation’s',
      { ...decision(item('a', 'Add', 'APPROVED')), _metadata: { invocationId: 'call-1' } },
      'call-1/0',
    ],
    [
      'inside of EventBridge’s detail wins',
      eventBridge({ id: 'mine', user: plainUser }, { 'detail-type': 'identity.user.left.v1' }),
      '["com.example.identity","mine"]',
    ],
    ['is EventBridge’s where the event has none', eventBridge(user()), 'delivery-of-eventbridge'],
    ['is EventBridge’s inside of SNS', sns(eventBridge(user())), 'delivery-of-eventbridge'],
    ['is SNS’s where there is no other', sns(user()), 'delivery-of-sns'],
  ])('%s', (_, event, id) => {
    expect(idOf(event)).toBe(id);
  });

  test.each([
    [
      'a request',
      bulk({ method: 'PATCH', path: '/Users/u-1', data: patch({ op: 'replace', value: { active: false } }) }),
    ],
    ['a webhook without ids', { identity, changes: [{ attribute: 'cloudLifecycleState', newValue: 'inactive' }] }],
  ])('is another when %s says the same again later on the same day, since it readingOf again', (_, event) => {
    const [first, second] = [sentAt, '2026-11-21T17:00:00.000Z'].map((at) => personIn(event, at).id);
    expect(second).not.toBe(first);
  });

  test.each([
    [
      'a row that is polled',
      workday(workdayRow('Terminate Employee', { Event_ID: undefined, Completed_Date: undefined })),
    ],
    ['a joiner', user()],
  ])('of %s is the same all day', (_, event) => {
    const ids = [sentAt, '2026-11-21T17:00:00.000Z', '2026-11-22T09:33:00.000Z'].map((at) => personIn(event, at).id);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  test('of a row that is polled is the same wherever in the report it stands', () => {
    const row = workdayRow('Hire', { Event_ID: undefined });
    const [before] = people(read(workday(row, workdayRow('Hire'))));
    const [, after] = people(read(workday(workdayRow('Hire'), row)));
    expect(after?.id).toBe(before?.id);
  });

  test('is otherwise the content’s, in whatever order', () => {
    const other = Object.fromEntries(Object.entries(user()).reverse());
    expect(idOf(user())).toMatch(/^[0-9a-f]{64}$/);
    expect(idOf(other)).toBe(idOf(user()));
    expect(idOf(user({ title: 'Countess' }))).not.toBe(idOf(user()));
  });

  test('is another for each operation of a bulk request, whatever its bulkId and content', () => {
    const operation = { method: 'POST', path: '/Users', bulkId: 'the same', data: user() };
    const ids = people(read(bulk(operation, operation, operation))).map(({ id }) => id);
    expect(new Set(ids).size).toBe(3);
    expect(people(read(sns(bulk(operation, operation)))).map(({ id }) => id)).toEqual([
      'delivery-of-sns#0',
      'delivery-of-sns#1',
    ]);
  });

  test('is another for each thing that readingOf in one event', () => {
    const ids = people(read(decision(item('a', 'Add', 'APPROVED'), item('b', 'Add', 'APPROVED')))).map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
  });

  test('that is longer than a record may hold is kept as its hash', () => {
    expect(idOf(workos('dsync.user.created', workosUser))).toHaveLength(7);
    expect(idOf({ ...workos('dsync.user.created', workosUser), id: `event_${'x'.repeat(500)}` })).toMatch(
      /^[0-9a-f]{64}$/,
    );
  });
});

describe('a time', () => {
  const timeOf = (event: unknown) => personIn(event).time;

  test.each([
    ['is the event’s', workday(workdayRow('Hire')), '2026-11-21T08:30:00.000Z'],
    ['is a token’s, in seconds', scimEvent('prov:delete'), '2026-11-21T09:30:00.000Z'],
    ['is Google’s, in microseconds', googleLog('CREATE_USER', { USER_EMAIL: 'a@b.c' }), '2026-11-21T09:30:00.000Z'],
    ['is EventBridge’s where the event has none', sns(eventBridge(user())), '2026-11-21T09:31:00.000Z'],
    ['is SNS’s where there is no other', sns(user()), '2026-11-21T09:32:00.000Z'],
    ['is that of sending without an envelope', user(), sentAt],
    [
      'is not that of the change before, which a SCIM client sends back',
      user({ id: 'u-1', meta: { lastModified: '2025-01-01T00:00:00Z' } }),
      sentAt,
    ],
    ['that is none is passed over', { ...workos('dsync.user.created', workosUser), created_at: 'yesterday' }, sentAt],
    [
      'that has not come yet is passed over',
      auth0('user.created', auth0User, { time: '2026-11-21T10:00:00Z' }),
      sentAt,
    ],
    [
      'a little ahead is another clock',
      auth0('user.created', auth0User, { time: '2026-11-21T09:36:00Z' }),
      '2026-11-21T09:36:00.000Z',
    ],
  ])('%s', (_, event, time) => {
    expect(timeOf(event)).toBe(time);
  });

  test.each([
    ['today, for a leaver, is when it was sent', 'Terminate Employee', '2026-11-21', sentAt],
    ['before, for a leaver, is over', 'Terminate Employee', '2026-11-20', '2026-11-20T23:59:59.999Z'],
    ['for a joiner has just begun', 'Hire', '2026-11-21', '2026-11-21T00:00:00.000Z'],
  ])('that is a day %s', (_, process, Completed_Date, time) => {
    expect(timeOf(workday(workdayRow(process, { Completed_Date })))).toBe(time);
  });

  test('from which on it holds is told where it is later', () => {
    const terminated = (date: string) =>
      personIn(workday(workdayRow('Terminate Employee', { Termination_Date: date })));
    expect(terminated('2026-12-31')).toMatchObject({ effectiveAt: '2026-12-31T00:00:00.000Z' });
    expect(terminated('2026-11-01')).not.toHaveProperty('effectiveAt');
    expect(
      personIn(workday(workdayRow('Terminate Employee', { Hire_Date: '2020-01-01', Last_Day_of_Work: '2026-12-31' }))),
    ).toMatchObject({ effectiveAt: '2026-12-31T00:00:00.000Z' });
    const left = { user: { userName: 'ada' }, effectiveAt: '2026-12-31T18:00:00+01:00' };
    expect(personIn(plain('identity.user.left.v1', left))).toMatchObject({ effectiveAt: '2026-12-31T17:00:00.000Z' });
  });

  test('from which on it holds, and which cannot be read, is no reason to act at once', () => {
    const left = { user: { userName: 'ada' }, effectiveAt: `2026-12-31T18:00:00.${'0'.repeat(60)}Z` };
    expect(lines(read(plain('identity.user.left.v1', left)))).toEqual(['bad invalid-event']);
  });

  test('of joining that has not come makes no leaver of whoever is not active yet', () => {
    const joiner = { user: { userName: 'ada', active: false }, effectiveAt: '2026-12-31T18:00:00Z' };
    expect(lines(read(plain('identity.user.joined.v1', joiner)))).toEqual(['ignored inactive']);
  });
});

test('no administrator, approver or client is a person of any event, and no secret is kept', () => {
  const everything = JSON.stringify(
    cases
      .map(([, , event]) => read(event))
      .map((events) => events.map((event) => ('error' in event ? event.error.message : event.readings))),
  );
  expect(everything).not.toMatch(/root|charles|grace|planted|Administrator|Executive/);
});
