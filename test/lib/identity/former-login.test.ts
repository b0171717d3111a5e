import { describe, expect, test } from '@jest/globals';
import { jumpcloud } from '../../../fuzz/fixtures/directories.ts';
import { ada, logEvent } from '../../../fuzz/fixtures/okta.ts';
import { identity, triggered } from '../../../fuzz/fixtures/sailpoint.ts';
import { bulk, patch, scimEvent, user } from '../../../fuzz/fixtures/scim.ts';
import { workos, workosUser } from '../../../fuzz/fixtures/vendors.ts';
import { lines, people, read } from '../../../fuzz/outcomes.ts';

const buried = '7f3c0a9e1b2d4c5f8a6e7d9c0b1a2f3eada@example.com';
const set = (path: string, value: unknown) => ({ op: 'Replace', path, value });
const patched = (id: string, ...operations: object[]) =>
  bulk({ method: 'PATCH', path: `/Users/${id}`, data: patch(...operations) });
const put = (id: string, data: object) => bulk({ method: 'PUT', path: `/Users/${id}`, data: user({ id, ...data }) });
const changes = (...said: [attribute: string, oldValue: unknown, newValue: unknown][]) =>
  said.map(([attribute, oldValue, newValue]) => ({ attribute, oldValue, newValue }));
const leaves = ['cloudLifecycleState', 'active', 'terminated'] as const;
const sailpoint = (name: string, ...said: Parameters<typeof changes>) =>
  triggered('idn:identity-attributes-changed', { identity: { ...identity, name }, changes: changes(...said) });
const updated = (data: object) => workos('dsync.user.updated', { ...workosUser, ...data });

describe('who leaves or is suspended has the login before the change', () => {
  test.each<[what: string, event: unknown, change?: 'left' | 'suspended']>([
    ['a tombstone in a PATCH', patched('u-1', set('userName', buried), set('active', 'False'))],
    ['a tombstone in a PATCH of two in the other order', patched('u-1', set('active', false), set('userName', buried))],
    ['a tombstone alone', patched('u-1', set('userName', buried))],
    [
      'a tombstone in upper case',
      patched(
        'u-1',
        set(
          'userName',
          buried.replace(/^\w{32}/, (id) => id.toUpperCase()),
        ),
      ),
    ],
    ['a tombstone in a PUT', put('u-1', { userName: buried, active: false })],
    ['a tombstone in a PUT of an id that is the login', put('ada@example.com', { userName: buried, active: false })],
    ['a tombstone in a SET', scimEvent('prov:put:full', { data: user({ userName: buried, active: false }) })],
    ['a tombstone that a directory forwards', updated({ raw_attributes: { userName: buried }, email: undefined })],
    [
      'a PATCH of an id that is the login',
      patched('ada%40example.com', set('userName', 'ada@leavers.example.com'), set('active', 'False')),
      'suspended',
    ],
    [
      'a PATCH that changes the address only',
      patched('ada@example.com', set('emails[type eq "work"].value', 'left@example.com'), set('active', false)),
      'suspended',
    ],
    [
      'a SailPoint identity with another uid',
      sailpoint('Ada Lovelace', ['uid', 'ada@example.com', 'x-ada@example.com'], [...leaves]),
    ],
    [
      'a SailPoint identity whose name is its new address',
      sailpoint('ada@leavers.example.com', [...leaves], ['email', 'ada@example.com', 'ada@leavers.example.com']),
    ],
    [
      'a user of JumpCloud',
      jumpcloud('user_update', {
        changes: [
          { field: 'username', from: 'ada@example.com', to: 'ada-left@example.com' },
          { field: 'suspended', from: false, to: true },
        ],
      }),
      'suspended',
    ],
    [
      'a user of WorkOS',
      updated({
        state: 'inactive',
        raw_attributes: { userName: 'ada@leavers.example.com' },
        previous_attributes: { state: 'active', raw_attributes: { userName: 'ada@example.com' } },
      }),
      'suspended',
    ],
    [
      'a user of Okta',
      logEvent('user.lifecycle.deactivate', {
        target: [
          {
            ...ada,
            alternateId: 'ada@leavers.example.com',
            changeDetails: { from: { login: 'ada@example.com' }, to: { login: 'ada@leavers.example.com' } },
          },
        ],
      }),
    ],
  ])('%s', (_, event, change = 'left') => {
    expect(lines(read(event))).toEqual([`${change} ada@example.com`]);
  });

  test('and the address before it', () => {
    const event = sailpoint('Ada Lovelace', ['email', 'ada@example.com', 'ada@leavers.example.com'], [...leaves]);
    expect(people(read(event))).toMatchObject([{ change: 'left', person: { id: 'i-1', email: 'ada@example.com' } }]);
    const other = updated({
      state: 'inactive',
      email: 'x@example.com',
      previous_attributes: { email: 'ada@example.com' },
    });
    expect(people(read(other))).toMatchObject([{ change: 'suspended', person: { email: 'ada@example.com' } }]);
  });

  test('or either, in a PUT whose id is another login', () => {
    const event = put('ada@example.com', { userName: 'ada@leavers.example.com', active: false });
    expect(lines(read(event))).toEqual(['suspended ada@example.com', 'suspended ada@leavers.example.com']);
    expect(new Set(people(read(event)).map(({ id }) => id)).size).toBe(2);
  });
});

describe('the stated login stays', () => {
  test.each<[what: string, event: unknown, line: string]>([
    [
      'of somebody who is only renamed',
      patched('ada@example.com', set('userName', 'new@example.com')),
      'changed new@example.com',
    ],
    [
      'if the id is no login',
      patched('u-1', set('userName', 'ada@example.com'), set('active', false)),
      'suspended ada@example.com',
    ],
    [
      'if the id is an address, and the login is not',
      patched('ada@example.com', set('userName', 'ada'), set('active', false)),
      'suspended ada',
    ],
    [
      'if it is the id in another case',
      put('Ada@example.com', { userName: 'ada@example.com', active: false }),
      'suspended ada@example.com',
    ],
    [
      'if it only begins with digits',
      put('u-1', { userName: '1234ada@example.com', active: false }),
      'suspended 1234ada@example.com',
    ],
    [
      'if nothing follows the digits',
      put('u-1', { userName: `${'0'.repeat(32)}@example.com`, active: true }),
      `changed ${'0'.repeat(32)}@example.com`,
    ],
    [
      'of a new account, whose name may be any',
      bulk({ method: 'POST', path: '/Users', data: user({ userName: buried, active: true }) }),
      `joined ${buried}`,
    ],
    [
      'of a mover',
      sailpoint('Ada Lovelace', ['uid', 'ada', 'lovelace'], ['department', 'Sales', 'Billing']),
      'changed lovelace',
    ],
    ['without an old value', sailpoint('Ada Lovelace', ['uid', null, 'ada'], [...leaves]), 'left ada'],
  ])('%s', (_, event, line) => {
    expect(lines(read(event))).toEqual([line]);
  });
});
