/** What one person has in Zuora over days and months, whatever sources say of them, and however late. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { policy, revoking } from '../../fuzz/fixtures/policies.ts';
import { bulk, patch, user } from '../../fuzz/fixtures/scim.ts';
import { workday, workdayRow } from '../../fuzz/fixtures/vendors.ts';
import { said } from '../lib/translation/said.ts';
import { day, minute } from '../lib/translation/translation.ts';
import { useServiceParts, useWholeService } from './use-whole-service.ts';
import type { WholeService } from './whole-service.ts';

const begin = useWholeService(useServiceParts());

const rules = [
  { id: 'billing', when: { department: ['Billing'] }, grant: ['germany', 'france'] },
  { id: 'japan', when: { groups: ['zuora-japan'] }, grant: ['japan'] },
  { id: 'no-contractors', when: { userType: ['Contractor'] }, deny: ['france'] },
];
const others = { rules, on: revoking, grace: 'P7D', timeZone: 'Europe/Berlin' };
const anySource = policy({ ...others, rules: rules.slice(0, 2) });
/** HR says who is what; the directory adds the groups. */
const hrFirst = policy({ ...others, sources: ['workday', 'plain'], severalEngagements: ['workday'] });

const ada = { id: 'u-1', userName: 'ada@example.com' };
const inBilling = { ...ada, department: 'Billing' };
const inJapan = { group: 'zuora-japan' };

const says = ({ translation }: WholeService, type: string, person: object, more: object = {}) =>
  said(translation.clock, type, { user: person, ...more });

/** An event of HR that is completed now. */
function row({ translation }: WholeService, process: string, changes: object = {}) {
  translation.clock.advance(minute);
  const time = new Date(translation.clock.now()).toISOString();
  const others = { Event_ID: `${process} ${time}`, Completed_Date: time, Cost_Center: undefined };
  return workdayRow(process, { ...others, ...changes });
}

const dateIn = ({ now }: WholeService, days: number) => new Date(now + days * day).toISOString().slice(0, 10);

const employee = { Department: 'Billing', Worker_Type: 'Employee' };
const contractor = { ...employee, Worker: { ID: 'c-1' }, Employee_ID: 'C-1', Worker_Type: 'Contractor' };
const everything = ['france', 'germany', 'japan'];

describe('HR is two days late', () => {
  let service: WholeService;
  beforeEach(async () => {
    service = await begin(hrFirst);
    await service.addUsers(ada.userName);
    await service.hear(says(service, 'user.joined', inBilling), says(service, 'group.member-added', ada, inJapan));
    expect(await service.accessOf(ada.userName)).toEqual(['germany', 'japan']);
    await service.pass(2 * day);
  });

  test('with a joiner: they have what does not depend on HR, and the rest once HR has spoken', async () => {
    await service.hear(workday(row(service, 'Hire Employee', { ...employee, Hire_Date: dateIn(service, -2) })));
    expect(await service.accessOf(ada.userName)).toEqual(everything);
    expect(await service.undoneDenials()).toEqual([]);
  });

  test('with a leaver: they lose everything at once, and the log tells since when they had left', async () => {
    await service.hear(workday(row(service, 'Hire Employee', { ...employee, Hire_Date: dateIn(service, -2) })));
    await service.pass(30 * day);
    const Termination_Date = dateIn(service, -2);
    await service.hear(workday(row(service, 'Terminate Employee', { ...employee, Termination_Date })));
    expect(await service.accessOf(ada.userName)).toEqual([]);
    // The day is over in Berlin.
    const leftAt = `${dateIn(service, -2)}T22:59:59.999Z`;
    expect(await service.audited('deny')).toEqual(everything.map((entity) => ({ entity, effectiveAt: leftAt })));
    // What the directory says meanwhile brings nothing back.
    await service.hear(says(service, 'user.changed', { ...inBilling, title: 'Countess' }));
    expect(await service.accessOf(ada.userName)).toEqual([]);
    expect(await service.undoneDenials()).toEqual([]);
  });
});

test('Zuora is six weeks behind a rename: access stays, follows what happens meanwhile, and ends with the leaving', async () => {
  const service = await begin(anySource);
  const countess = { ...ada, userName: 'countess@example.com' };
  await service.addUsers(ada.userName);
  await service.hear(says(service, 'user.joined', inBilling), says(service, 'group.member-added', ada, inJapan));
  await service.hear(says(service, 'user.changed', { ...inBilling, ...countess }));
  await service.pass(20 * day);
  expect(await service.accessOf(ada.userName)).toEqual(everything);
  await service.hear(says(service, 'group.member-removed', { id: ada.id }, inJapan));
  expect(await service.accessOf(ada.userName)).toEqual(['france', 'germany']);
  await service.pass(22 * day);
  const { userName: newUsername } = countess;
  await service.zuora('statuses', { statuses: [{ username: ada.userName, status: 'active', newUsername }] });
  await service.pass(day);
  expect(await service.accessOf(newUsername)).toEqual(['france', 'germany']);
  await service.hear(says(service, 'group.member-added', { id: ada.id }, inJapan));
  expect(await service.accessOf(newUsername)).toEqual(everything);
  expect(await service.undoneDenials()).toEqual([]);
  await service.hear(says(service, 'user.left', { id: ada.id }));
  expect(await service.accessOf(newUsername)).toEqual([]);
});

test('a login goes to somebody else, whose access outlives the purge of its first owner', async () => {
  const service = await begin(anySource);
  const other = { ...inBilling, id: 'u-2' };
  await service.addUsers(ada.userName);
  await service.hear(says(service, 'user.joined', inBilling), says(service, 'group.member-added', ada, inJapan));
  await service.hear(says(service, 'user.left', ada));
  expect(await service.accessOf(ada.userName)).toEqual([]);
  await service.pass(60 * day);
  await service.hear(says(service, 'user.joined', other));
  expect(await service.accessOf(ada.userName)).toEqual(['france', 'germany']);
  await service.pass(30 * day);
  await service.hear(says(service, 'user.left', ada), says(service, 'user.left', { id: ada.id }));
  await service.pass(day);
  expect(await service.accessOf(ada.userName)).toEqual(['france', 'germany']);
  expect(await service.undoneDenials()).toEqual([]);
});

describe('a contractor becomes an employee', () => {
  let service: WholeService;
  const ends = () =>
    row(service, 'End Contingent Worker Contract', { ...contractor, Contract_End_Date: dateIn(service, 0) });
  const begins = () => row(service, 'Hire Employee', { ...employee, Hire_Date: dateIn(service, 0) });

  beforeEach(async () => {
    service = await begin(hrFirst);
    await service.addUsers(ada.userName);
    await service.hear(workday(row(service, 'Contract Contingent Worker', contractor)));
    expect(await service.accessOf(ada.userName)).toEqual(['germany']);
    await service.pass(90 * day);
  });

  test('after a gap of three days, in which they have nothing', async () => {
    await service.hear(workday(ends()));
    await service.pass(day);
    expect(await service.accessOf(ada.userName)).toEqual([]);
    await service.pass(2 * day);
    await service.hear(workday(begins()));
    expect(await service.accessOf(ada.userName)).toEqual(['france', 'germany']);
    expect(await service.undoneDenials()).toEqual([]);
  });

  test('before the contract ends: nothing is denied, and what contractors lack is added', async () => {
    await service.hear(workday(begins()));
    expect(await service.accessOf(ada.userName)).toEqual(['france', 'germany']);
    await service.pass(3 * day);
    await service.hear(workday(ends()));
    await service.pass(2 * day);
    expect(await service.accessOf(ada.userName)).toEqual(['france', 'germany']);
    expect(await service.audited('deny')).toEqual([]);
  });
});

test('two people of HR with one login, of whom one has it from before, stay two', async () => {
  const service = await begin(policy({ ...others, username: ['userName', 'email'], severalEngagements: ['workday'] }));
  const login = 'ada@example.com';
  await service.addUsers(login, 'countess@example.com');
  await service.hear(workday(row(service, 'Hire Employee', { ...employee, User_Name: login })));
  await service.hear(workday(row(service, 'Change Job', { ...employee, User_Name: 'countess@example.com' })));
  const second = { ...employee, Employee_ID: 'A-9', Worker: { ID: 'w-9' }, User_Name: login };
  expect(await service.hear(workday(row(service, 'Hire Employee', second)))).toEqual(['retry login-conflict']);
});

test('the groups of an acquired directory give nothing, though one has the same name', async () => {
  const service = await begin(hrFirst);
  await service.addUsers(ada.userName);
  await service.hear(workday(row(service, 'Hire Employee', employee)));
  const request = (method: string, path: string, data: object) => bulk({ method, path, bulkId: 'one', data });
  const value = [{ value: 'u-9' }];
  await service.hear(
    request('PUT', '/Users/u-9', user({ id: 'u-9', groups: undefined, active: true })),
    request('PATCH', '/Groups/zuora-japan', patch({ op: 'add', path: 'members', value })),
  );
  await service.pass(day);
  expect(await service.accessOf(ada.userName)).toEqual(['france', 'germany']);
  expect(await service.undoneDenials()).toEqual([]);
});

test('the account for daily work is disabled, and the administrator’s account of the same person keeps its access', async () => {
  const service = await begin(anySource);
  const emails = [{ value: 'ada@example.com', primary: true }];
  const daily = { ...inBilling, emails };
  const administrator = { id: 'u-1-adm', userName: 'ada-adm@example.com', department: 'Billing', emails };
  await service.addUsers(daily.userName, administrator.userName);
  await service.hear(says(service, 'user.joined', daily), says(service, 'user.joined', administrator));
  await service.hear(says(service, 'user.changed', { ...daily, active: false }));
  await service.pass(day);
  expect(await service.accessOf(daily.userName)).toEqual([]);
  expect(await service.accessOf(administrator.userName)).toEqual(['france', 'germany']);
  await service.hear(says(service, 'user.left', daily));
  await service.pass(day);
  expect(await service.accessOf(administrator.userName)).toEqual(['france', 'germany']);
  expect(await service.undoneDenials()).toEqual([]);
});

test('somebody is suspended for fourteen months, and has their access again when they are back', async () => {
  const service = await begin(anySource);
  await service.addUsers(ada.userName);
  await service.hear(says(service, 'user.joined', inBilling), says(service, 'group.member-added', ada, inJapan));
  await service.pass(30 * day);
  await service.hear(says(service, 'user.changed', { ...ada, active: false }));
  expect(await service.accessOf(ada.userName)).toEqual([]);
  await service.pass(200 * day);
  await service.hear(says(service, 'group.member-removed', ada, inJapan));
  await service.pass(225 * day);
  expect(await service.accessOf(ada.userName)).toEqual([]);
  await service.hear(says(service, 'user.changed', { ...ada, active: true }));
  expect(await service.accessOf(ada.userName)).toEqual(['france', 'germany']);
  expect(await service.undoneDenials()).toEqual([]);
});
