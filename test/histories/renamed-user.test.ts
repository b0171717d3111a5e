/** What is said of a user under the login from before a rename holds under the new one, and the other way round. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { policy, revoking } from '../../fuzz/fixtures/policies.ts';
import { said } from '../lib/translation/said.ts';
import { day, minute } from '../lib/translation/translation.ts';
import { useServiceParts, useWholeService } from './use-whole-service.ts';
import type { WholeService } from './whole-service.ts';

const begin = useWholeService(useServiceParts());

const by = policy({ rules: [{ id: 'billing', when: { department: ['Billing'] }, grant: ['germany'] }], on: revoking });

const [former, present] = ['ada@example.com', 'countess@example.com'];
const ada = { id: 'u-1', userName: former, department: 'Billing' };

let service: WholeService;
const says = (type: string, person: object) => said(service.translation.clock, type, { user: person });
const hears = async (type: string, person: object) => {
  await service.hear(says(type, person));
};
const isRenamed = (to: string = present) => hears('user.changed', { ...ada, userName: to });
const isRenamedInZuora = async (from: string = former, to: string = present) => {
  await service.zuora('statuses', { statuses: [{ username: from, status: 'active', newUsername: to }] });
};
/** Everything is done that is due, and Zuora has been looked at. */
const settles = () => service.pass(day + minute);

beforeEach(async () => {
  service = await begin(by);
  await service.addUsers(former);
  await hears('user.joined', ada);
  expect(await service.accessOf(former)).toEqual(['germany']);
});

describe('before Zuora has renamed the user', () => {
  test('an order that holds the access under the former login holds it under the new one, until it is lifted', async () => {
    await service.revoke(former, 'germany', { hold: true });
    await isRenamed();
    await service.pass(20 * day);
    await isRenamedInZuora();
    await settles();
    await hears('user.changed', { ...ada, userName: present, title: 'Countess' });
    expect(await service.accessOf(present)).toEqual([]);
    await service.unblock(present);
    await service.pass(2 * minute);
    expect(await service.accessOf(present)).toEqual(['germany']);
  });

  test('an order under the former login that comes after the rename holds too', async () => {
    await isRenamed();
    await service.pass(day);
    await service.revoke(former, 'germany', { hold: true });
    await service.pass(day);
    await isRenamedInZuora();
    await settles();
    expect(await service.accessOf(present)).toEqual([]);
  });

  test('access for a time that was requested under the former login ends at its end', async () => {
    const expiresAt = new Date(service.now + 60 * day).toISOString();
    await service.request(former, 'japan', { expiresAt });
    await isRenamed();
    await service.pass(20 * day);
    await isRenamedInZuora();
    await settles();
    expect(await service.accessOf(present)).toEqual(['germany', 'japan']);
    await service.pass(60 * day);
    expect(await service.accessOf(present)).toEqual(['germany']);
  });

  test('access that was requested under the former login, and ends there by its key, ends under the new one', async () => {
    await service.request(former, 'japan', { assignment: 'T-1' });
    await isRenamed();
    await isRenamedInZuora();
    await settles();
    expect(await service.accessOf(present)).toEqual(['germany', 'japan']);
    await service.revoke(former, 'japan', { assignments: ['T-1'] });
    await service.pass(2 * minute);
    expect(await service.accessOf(present)).toEqual(['germany']);
    await service.request(present, 'japan', { assignment: 'T-2' });
    expect(await service.accessOf(present)).toEqual(['germany', 'japan']);
  });

  test('what ended by its key under the former login is not revived by an older event under the new one', async () => {
    await service.request(former, 'japan', { assignment: 'T-1' });
    const late = new Date(service.now + minute).toISOString();
    await service.pass(2 * minute);
    await service.revoke(former, 'japan', { assignments: ['T-1'] });
    await isRenamed();
    await isRenamedInZuora();
    await settles();
    expect(await service.request(present, 'japan', { assignment: 'T-1' }, late)).toBe('superseded');
    expect(await service.accessOf(present)).toEqual(['germany']);
  });
});

describe('once Zuora has renamed the user', () => {
  beforeEach(async () => {
    await isRenamed();
    await isRenamedInZuora();
    await settles();
    expect(await service.accessOf(present)).toEqual(['germany']);
  });

  test('an order under the former login ends the access within a minute or two', async () => {
    expect(await service.revoke(former, 'germany')).toBe('no-such-user');
    await service.pass(2 * minute);
    expect(await service.accessOf(present)).toEqual([]);
    await service.request(present, 'germany');
    expect(await service.accessOf(present)).toEqual(['germany']);
  });

  test('a request under the former login gives access', async () => {
    await service.request(former, 'japan');
    await service.pass(2 * minute);
    expect(await service.accessOf(present)).toEqual(['germany', 'japan']);
  });

  test('an order under the new login holds after a rename back, and nothing that was said in between is lost', async () => {
    const expiresAt = new Date(service.now + 40 * day).toISOString();
    await service.request(present, 'japan', { expiresAt });
    await service.revoke(present, 'germany', { hold: true });
    await hears('user.changed', { ...ada, userName: former });
    await isRenamedInZuora(present, former);
    await settles();
    expect(await service.accessOf(former)).toEqual(['japan']);
    await service.pass(40 * day);
    expect(await service.accessOf(former)).toEqual([]);
  });
});

test('a rename after a rename leads on', async () => {
  await service.revoke(former, 'germany', { hold: true });
  await isRenamed('lovelace@example.com');
  await isRenamed();
  await isRenamedInZuora();
  await settles();
  expect(await service.accessOf(present)).toEqual([]);
});

test('Zuora is first: the access that it shows under the new login is not taken for access from before', async () => {
  const expiresAt = new Date(service.now + 30 * day).toISOString();
  await service.request(former, 'japan', { expiresAt });
  await isRenamedInZuora();
  await service.pass(minute);
  await service.request(present, 'france');
  await service.pass(day);
  await isRenamed();
  await settles();
  expect(await service.accessOf(present)).toEqual(['france', 'germany', 'japan']);
  await service.pass(30 * day);
  expect(await service.accessOf(present)).toEqual(['france', 'germany']);
});

describe('two Zuora users of one person share nothing', () => {
  const emails = [{ value: former, primary: true }];
  const administrator = { id: 'u-1-adm', userName: 'ada-adm@example.com', department: 'Billing', emails };

  test('with an account for each', async () => {
    await service.addUsers(administrator.userName);
    await hears('user.changed', { ...ada, emails });
    await hears('user.joined', administrator);
    await service.request(former, 'japan');
    await service.revoke(former, 'germany', { hold: true });
    await settles();
    expect(await service.accessOf(former)).toEqual(['japan']);
    expect(await service.accessOf(administrator.userName)).toEqual(['germany']);
  });

  test('also if one of the accounts is renamed', async () => {
    await service.addUsers(administrator.userName);
    await hears('user.changed', { ...ada, emails });
    await hears('user.joined', administrator);
    await service.request(administrator.userName, 'japan');
    await service.revoke(former, 'germany', { hold: true });
    await isRenamed();
    await isRenamedInZuora();
    await settles();
    expect(await service.accessOf(present)).toEqual([]);
    expect(await service.accessOf(administrator.userName)).toEqual(['germany', 'japan']);
  });

  test('after an operator has merged two people', async () => {
    await service.addUsers('grace@example.com');
    await hears('user.joined', { id: 'u-2', userName: 'grace@example.com', department: 'Billing' });
    await service.request(former, 'japan');
    await service.revoke('grace@example.com', 'germany', { hold: true });
    await service.merge(former, 'grace@example.com');
    await settles();
    expect(await service.accessOf(former)).toEqual(['germany', 'japan']);
    expect(await service.accessOf('grace@example.com')).toEqual([]);
  });
});

test('a login from before that goes to somebody else gives them nothing, and takes nothing from its first owner', async () => {
  await service.request(former, 'japan');
  await isRenamed();
  await isRenamedInZuora();
  await settles();
  await hears('user.left', { id: ada.id, userName: present });
  await service.pass(day);
  await service.addUsers(former);
  await hears('user.joined', { ...ada, id: 'u-2' });
  await service.request(former, 'france');
  await hears('user.joined', { ...ada, userName: present });
  await settles();
  expect(await service.accessOf(former)).not.toContain('japan');
  expect(await service.accessOf(former)).toContain('france');
  expect(await service.accessOf(present)).toEqual(['germany']);
  await service.revoke(former, 'germany', { hold: true });
  await settles();
  expect(await service.accessOf(present)).toEqual(['germany']);
});
