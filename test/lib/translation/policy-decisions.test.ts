/** What a policy withholds, and whom it believes, from the events of sources to the decisions about access. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { entities, policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { bulk, patch, user } from '../../../fuzz/fixtures/scim.ts';
import { workday, workdayRow } from '../../../fuzz/fixtures/vendors.ts';
import { PeopleTable } from '../../../lib/people/people-table.ts';
import { said } from './said.ts';
import { Translation } from './translation.ts';
import { useAwsParts } from './use-aws-parts.ts';

const parts = useAwsParts();

let translation: Translation;
beforeEach(async () => {
  translation = await Translation.create(parts);
});

const ada = { id: 'u-1', userName: 'ada@example.com' };

/** An event of the plain form, a minute after the one before. */
function says(type: string, about: object) {
  return said(translation.clock, `user.${type}`, { user: about });
}

const lastLine = () => JSON.parse(translation.lines.findLast((line) => line.includes('"outcome"')) ?? '{}');
const decided = async () =>
  (await translation.decided()).map(({ username, assignments }) => [username, ...assignments].join(' '));

describe('a denial by an attribute that nobody has said', () => {
  const by = policy({
    rules: [
      { id: 'billing', when: { department: ['Billing'] }, grant: ['france', 'germany'] },
      { id: 'no-contractors', when: { userType: ['contractor'] }, deny: ['france'] },
    ],
    on: revoking,
  });

  test('withholds access until a source says the attribute; then any event gives it', async () => {
    expect(await translation.deliver(says('joined', { ...ada, department: 'Billing' }), { by })).toEqual([
      'translated',
    ]);
    expect(lastLine()).toMatchObject({
      ...{ granted: ['germany'], withheld: ['france'], withheldBy: ['no-contractors'], unknown: ['userType'] },
    });
    expect(await decided()).toEqual(['ada@example.com germany']);
    expect(await translation.deliver(says('changed', { ...ada, title: 'Clerk' }), { by })).toEqual([
      'ignored withheld',
    ]);
    expect((await decided()).at(-1)).toBe('ada@example.com germany');
    expect(await translation.deliver(says('changed', { ...ada, userType: 'employee' }), { by })).toEqual([
      'translated',
    ]);
    expect(await decided()).toEqual(['ada@example.com france germany']);
  });

  test('is remembered with what is withheld', async () => {
    await translation.deliver(says('joined', { ...ada, department: 'Billing' }), { by });
    const [{ personId = '' } = {}] = await translation.decided();
    const table = new PeopleTable(parts.dynamodb, translation.settings, translation.clock.now);
    const stored = await table.read(personId);
    expect(stored?.person.decided.withheld).toEqual(new Map([[entities.france, ['no-contractors']]]));
  });

  test('keeps from a contractor what they would have got meanwhile', async () => {
    await translation.deliver(says('joined', { ...ada, department: 'Billing' }), { by });
    await translation.deliver(says('changed', { ...ada, userType: 'contractor' }), { by });
    expect(await translation.decided()).toMatchObject([
      { assignments: ['germany'], denials: [] },
      { assignments: ['germany'], denials: ['france'] },
    ]);
  });
});

describe('of several sources', () => {
  const ordered = policy({
    rules: [
      { id: 'billing', when: { department: ['Billing'] }, grant: ['germany'] },
      { id: 'group', when: { groups: ['zuora-japan'] }, grant: ['japan'] },
    ],
    sources: ['workday', 'plain'],
    on: revoking,
  });
  const by = { by: ordered };
  const request = (method: string, path: string, data: object) => bulk({ method, path, bulkId: 'one', data });
  const acquired = (others: object = {}) =>
    request('PUT', '/Users/u-9', user({ id: 'u-9', groups: undefined, active: true, ...others }));
  const isMember = request(
    'PATCH',
    '/Groups/zuora-japan',
    patch({ op: 'add', path: 'members', value: [{ value: 'u-9' }] }),
  );
  const hired = workday(workdayRow('Hire Employee', { Department: 'Billing', Cost_Center: undefined }));
  const moved = says.bind(undefined, 'changed');

  test('the first one in the order says the department', async () => {
    expect(await translation.deliver(hired, by)).toEqual(['translated']);
    expect(await translation.deliver(moved({ userName: 'ada@example.com', department: 'Sales' }), by)).toEqual([
      'ignored no-change',
    ]);
    expect((await decided()).at(-1)).toBe('ada@example.com germany');
  });

  test('an acquired directory with a group of the same name gives nothing, as the policy does not list it', async () => {
    await translation.deliver(hired, by);
    await decided();
    expect(await translation.deliver(acquired(), by)).toEqual(['ignored unlisted-source']);
    expect(await translation.deliver(isMember, by)).toEqual(['ignored unlisted-source']);
    expect(new Set(await decided())).toEqual(new Set(['ada@example.com germany']));
  });

  test('one that is not listed ends nothing, and its leaver is reported with what would end', async () => {
    await translation.deliver(hired, by);
    await translation.deliver(acquired(), by);
    await decided();
    expect(await translation.deliver(acquired({ active: false }), by)).toEqual(['ignored report-only']);
    expect(lastLine()).toMatchObject({ username: 'ada@example.com', reported: ['germany'], detail: 'unlisted-source' });
    expect(new Set(await decided())).toEqual(new Set(['ada@example.com germany']));
  });

  test('one that is not listed gives nobody another login', async () => {
    await translation.deliver(hired, by);
    await translation.deliver(acquired(), by);
    await translation.deliver(acquired({ userName: 'eve@example.com' }), by);
    await translation.deliver(isMember, by);
    expect(new Set(await decided())).toEqual(new Set(['ada@example.com germany']));
  });

  test('a leaver of a later one is suspended, and leaves with the first', async () => {
    await translation.deliver(hired, by);
    await decided();
    await translation.deliver(says('left', { userName: 'ada@example.com' }), by);
    expect((await translation.decided()).at(-1)).toMatchObject({ hasLeft: false, isSuspended: true });
  });

  test('one that is not listed keeps no login from a person of a listed one', async () => {
    const grace = { id: 'u-5', userName: 'grace.murray@example.com', department: 'Billing' };
    await translation.deliver(says('joined', grace), by);
    await translation.deliver(acquired({ userName: 'grace@example.com' }), by);
    await decided();
    expect(await translation.deliver(moved({ ...grace, userName: 'grace@example.com' }), by)).toEqual([
      'ignored no-change',
    ]);
    expect(await decided()).toContain('grace@example.com germany');
  });

  test('one that is not listed frees no login for another person', async () => {
    await translation.deliver(says('joined', { id: 'u-1', userName: 'ada@example.com', department: 'Billing' }), by);
    await translation.deliver(acquired({ active: false }), by);
    const other = { id: 'u-2', userName: 'ada@example.com', department: 'Billing' };
    expect(await translation.deliver(says('joined', other), by)).toEqual(['retry login-conflict']);
  });
});
