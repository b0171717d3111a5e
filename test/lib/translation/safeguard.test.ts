/** What happens where one cause would change too many people. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { ada, logEvent } from '../../../fuzz/fixtures/okta.ts';
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { bulk, patch, user } from '../../../fuzz/fixtures/scim.ts';
import { PeopleTable } from '../../../lib/people/people-table.ts';
import { mergePeople } from '../../../operator/people/merging.ts';
import { unlinkAccount } from '../../../operator/people/unlinking.ts';
import { announce } from '../../../operator/safeguard/expectation.ts';
import {
  chosenPeople,
  keep,
  type Quarantine,
  readQuarantines,
  release,
} from '../../../operator/safeguard/quarantine.ts';
import { nameOf } from '../../../operator/safeguard/waiting-people.ts';
import { withBetween } from './between.ts';
import { withCrash } from './crash.ts';
import { said } from './said.ts';
import { minute, Translation } from './translation.ts';
import { useAwsParts } from './use-aws-parts.ts';

const parts = useAwsParts();

/** At most three may lose something in an hour, and four be given something, by one cause; and four lose it within a day. */
const safeguard = {
  revocations: { people: 3, percent: 0, percentADay: 0 },
  grants: { people: 4, percent: 0 },
};
const rules = [
  { id: 'g1', when: { groups: ['g-1'] }, grant: ['germany'] },
  { id: 'billing', when: { department: ['Billing'] }, grant: ['france'] },
  { id: 'sales', when: { department: ['Sales'] }, grant: ['japan'] },
  { id: 'no-contractors', when: { userType: ['contractor'] }, deny: ['germany', 'france'], unknown: 'grant' },
];
const off = policy({ rules, on: revoking, safeguard: 'off' });
const by = policy({ rules, on: revoking, safeguard });
const hour = 60 * minute;

let translation: Translation;
beforeEach(async () => {
  translation = await Translation.create(parts);
});

const logins = (count: number) => Array.from({ length: count }, (_, index) => `p${index + 1}@example.com`);
const userOf = (login: string) => ({ userName: login, id: `id of ${login}` });

/** An event about one person, a second after the one before. */
function says(change: string, login: string, others: object = {}, more: object = {}) {
  const type = change === 'removed' || change === 'added' ? `group.member-${change}` : `user.${change}`;
  return said(translation.clock, type, { user: { ...userOf(login), ...others }, ...more }, 1000);
}

const inGroup = { group: 'g-1' };

/** People whom the service knows, in Billing and in the group. */
async function known(count: number): Promise<readonly string[]> {
  const people = logins(count);
  const events = people.flatMap((login) => [
    says('joined', login, { department: 'Billing' }),
    says('added', login, {}, inGroup),
  ]);
  await translation.deliver(events, { by: off });
  await translation.decided();
  return people;
}

const outcomesOf = (all: readonly string[]) =>
  Object.fromEntries(Object.entries(Object.groupBy(all, (one) => one)).map(([name, ones = []]) => [name, ones.length]));
const deliver = (body: unknown, others: object = {}) => translation.deliver(body, { by, ...others });
const decided = async () =>
  (await translation.decided())
    .map(({ username, assignments, hasLeft }) =>
      [username.split('@')[0], hasLeft ? 'left' : '', ...assignments].filter(Boolean).join(' '),
    )
    .toSorted();

const session = () => ({
  aws: { dynamodb: parts.dynamodb },
  stack: { stage: 'local', people: translation.settings.people },
  now: translation.clock.now,
});
const sets = () => readQuarantines(session(), () => undefined);
const inWords = ({ cause, direction, state, people }: Quarantine) =>
  `${direction} ${cause} ${state} ${people.map((one) => nameOf(one).split('@')[0]).join(' ')}`;
async function onlySet(): Promise<Quarantine> {
  const [set, ...others] = await sets();
  if (set === undefined || others.length > 0) throw new Error('not one set');
  return set;
}
async function look(): Promise<string[]> {
  translation.clock.advance(minute);
  return translation.look({ by });
}

describe('one message about many', () => {
  test('ends nothing of anybody, and tells who waits', async () => {
    const people = await known(6);
    const message = people.map((login) => says('removed', login, {}, inGroup));
    expect(outcomesOf(await deliver(message))).toEqual({ quarantined: 6 });
    expect(new Set(await decided())).toEqual(new Set(people.map((login) => `${login.split('@')[0]} france germany`)));
    expect((await sets()).map(inWords)).toEqual(['revocations rule g1 by groups open p1 p2 p3 p4 p5 p6']);
    const line = JSON.parse(translation.lines.at(-1) ?? '');
    const { set } = await onlySet();
    expect(line).toMatchObject({ quarantined: ['germany'], quarantineSets: [set], causes: ['rule g1 by groups'] });
    expect(line).not.toHaveProperty('revoked');
  });

  test('tells who waits, though the message comes back because of somebody else', async () => {
    const people = await known(6);
    const other = says('joined', 'p1@example.com', { id: 'another account' });
    const message = [other, ...people.map((login) => says('removed', login, {}, inGroup))];
    expect(outcomesOf(await deliver(message))).toEqual({ quarantined: 6, 'retry login-conflict': 1 });
    expect(outcomesOf(await deliver(message))).toEqual({ 'retry login-conflict': 1 });
    expect((await sets()).map(inWords)).toEqual(['revocations rule g1 by groups open p1 p2 p3 p4 p5 p6']);
  });

  test('goes through as far as its causes allow', async () => {
    const people = await known(3);
    const message = people.map((login) => says('removed', login, {}, inGroup));
    expect(outcomesOf(await deliver(message))).toEqual({ translated: 3 });
    expect(await sets()).toEqual([]);
  });

  test('holds up no other cause: a true leaver in it leaves', async () => {
    const people = await known(6);
    const removed = people.slice(0, 5).map((login) => says('removed', login, {}, inGroup));
    const message = [...removed, says('left', 'p6@example.com')];
    expect(outcomesOf(await deliver(message))).toEqual({ quarantined: 5, translated: 1 });
    expect(await decided()).toContain('p6 left');
  });

  test.each([false, true])('lets nobody go after a crash at any effect (after the effect: %s)', async (after) => {
    const strict = policy({
      rules,
      on: revoking,
      safeguard: { revocations: { people: 1, percent: 0, percentADay: 0 } },
    });
    for (let number = 0; ; number++) {
      translation = await Translation.create(parts);
      const people = await known(2);
      const message = people.map((login) => says('removed', login, {}, inGroup));
      const isCrashed = await withCrash(parts, number, after, async () => {
        await deliver(message, { messageId: 'one', by: strict });
        await deliver(message, { messageId: 'one', by: strict });
      });
      expect((await decided()).filter((words) => !words.includes('germany'))).toEqual([]);
      expect((await sets()).map(({ people: waiting }) => waiting.length)).toEqual([2]);
      if (isCrashed) continue;
      expect(number).toBeGreaterThan(5);
      break;
    }
  });
});

describe('a group that is deleted', () => {
  const put = (id: string) => ({
    ...{ method: 'PUT', path: `/Users/${id}` },
    data: user({ id, userName: `${id}@example.com`, externalId: `x-${id}`, emails: undefined, groups: undefined }),
  });

  const deletion = () => bulk({ method: 'DELETE', path: '/Groups/g-1' });

  async function memberships(count: number, others: object = {}): Promise<void> {
    const ids = Array.from({ length: count }, (_, index) => `p${index + 1}`);
    const value = ids.map((id) => ({ value: id }));
    await translation.deliver(bulk(...ids.map(put)), { by: off });
    const added = { method: 'PATCH', path: '/Groups/g-1', data: patch({ op: 'add', path: 'members', value }) };
    translation.clock.advance(minute);
    await translation.deliver(bulk(added), { by: off });
    await translation.decided();
    translation.clock.advance(minute);
    await deliver(deletion(), others);
  }

  test('with many members takes access from none of them', async () => {
    await memberships(5);
    expect(outcomesOf(await translation.walk({ by }))).toEqual({ 'quarantined decided-anew': 5 });
    expect((await sets()).map(inWords)).toEqual(['revocations group g-1 open p1 p2 p3 p4 p5']);
    await release(session(), await onlySet(), { by: 'grace' });
    expect(outcomesOf(await look())).toEqual({ 'translated decided-anew': 5 });
  });

  test('with few members takes it from all of them', async () => {
    await memberships(3);
    expect(outcomesOf(await translation.walk({ by }))).toEqual({ 'translated decided-anew': 3 });
  });

  test('with many members on several pages takes access from none of them', async () => {
    const large = policy({ rules, on: revoking, safeguard: { ...safeguard, revocations: { people: 60, percent: 0 } } });
    await memberships(90, { by: large });
    expect(outcomesOf(await translation.walk({ by: large }))).toEqual({ 'quarantined decided-anew': 90 });
  });

  test('with more members than the day has room for takes access from none of them', async () => {
    for (const login of ['q1@example.com', 'q2@example.com']) await deliver(says('left', login));
    translation.clock.advance(2 * hour);
    await memberships(3);
    expect(outcomesOf(await translation.walk({ by }))).toEqual({ 'quarantined decided-anew': 3 });
  });

  test('takes access from none of its many members in the next hour either', async () => {
    await memberships(5);
    const [walk] = (await translation.takeLooks()).walks;
    expect(await translation.walkOn(walk ?? {}, { by })).toBe(true);
    translation.clock.advance(hour);
    expect(outcomesOf(await translation.walk({ by }))).toEqual({ 'quarantined decided-anew': 5 });
  });

  test('counts those alone who have the access by nothing else', async () => {
    const other = { id: 'german', when: { country: ['Germany'] }, grant: ['germany'] };
    const both = { by: policy({ rules: [...rules, other], on: revoking, safeguard }) };
    await memberships(8, both);
    // Six of them are in Germany.
    const ids = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6'];
    const inGermany = ids.map((id) => says('joined', `${id}@example.com`, { country: 'Germany' }));
    await translation.deliver(inGermany, { by: { ...both.by, safeguard: 'off' } });
    await translation.decided();
    expect(outcomesOf(await translation.walk(both))).toEqual({ 'translated decided-anew': 8 });
    expect((await decided()).filter((words) => !words.includes('germany'))).toEqual(['p7 france', 'p8 france']);
    // The group, made anew, has room for one more.
    translation.clock.advance(minute);
    const member = (op: string) =>
      bulk({ method: 'PATCH', path: '/Groups/g-1', data: patch({ op, path: 'members', value: [{ value: 'p7' }] }) });
    await deliver(member('add'), both);
    translation.clock.advance(minute);
    expect(await deliver(member('remove'), both)).toEqual(['translated']);
  });

  test('lets what an operator has announced go', async () => {
    await memberships(5);
    await announce(session(), {
      ...{ direction: 'revocations', count: 2, by: 'grace' },
      until: new Date(translation.clock.now() + hour).toISOString(),
    });
    translation.clock.advance(minute);
    expect(outcomesOf(await translation.walk({ by }))).toEqual({ 'translated decided-anew': 5 });
  });

  test('is counted as a whole, though the time is up between two pages', async () => {
    await memberships(5);
    const [walk] = (await translation.takeLooks()).walks;
    const advance = async () => translation.clock.advance(1.5 * minute);
    const walkOn = () => translation.walkOn(walk ?? {}, { by });
    // The page that counts is the only one.
    await withBetween(parts.dynamodb, 0, advance, walkOn, 'ScanCommand');
    expect(await translation.takeLooks()).toEqual({ looks: [], walks: [{ ...walk, isCounted: true }] });
    await translation.walkOn({ ...walk, isCounted: true }, { by });
    expect(outcomesOf(await translation.walk({ by }))).toEqual({ 'quarantined decided-anew': 5 });
  });

  test.each([false, true])(
    'takes access from none after a crash at any effect (after the effect: %s)',
    async (after) => {
      const strict = { by: policy({ rules, on: revoking, safeguard: { revocations: { people: 1, percent: 0 } } }) };
      for (let number = 0; ; number++) {
        translation = await Translation.create(parts);
        await memberships(2, strict);
        const isCrashed = await withCrash(parts, number, after, async () => {
          await translation.walk(strict);
        });
        translation.clock.advance(hour);
        await translation.look(strict);
        expect((await decided()).filter((words) => !words.includes('germany'))).toEqual([]);
        expect((await sets()).map(({ people }) => people.length)).toEqual([2]);
        if (isCrashed) continue;
        expect(number).toBeGreaterThan(5);
        break;
      }
    },
  );
});

describe('one event after another', () => {
  test('the first ones go through, and the others wait', async () => {
    const people = await known(5);
    const outcomes: string[] = [];
    for (const login of people) outcomes.push(...(await deliver(says('removed', login, {}, inGroup))));
    expect(outcomes).toEqual(['translated', 'translated', 'translated', 'quarantined', 'quarantined']);
    expect(await decided()).toEqual(['p1 france', 'p2 france', 'p3 france', 'p4 france germany', 'p5 france germany']);
  });

  test('who waits waits on in the next hour, and is counted no more', async () => {
    const people = await known(4);
    for (const login of people) await deliver(says('removed', login, {}, inGroup));
    await translation.decided();
    translation.clock.advance(25 * hour);
    expect(await deliver(says('joined', 'p4@example.com', { department: 'Billing' }))).toEqual(['ignored no-change']);
    expect((await sets()).map(inWords)).toEqual(['revocations rule g1 by groups open p4']);
  });

  test('who is suspended and then leaves is counted once, and leaves', async () => {
    const people = await known(3);
    const outcomes: string[] = [];
    for (const login of people) outcomes.push(...(await deliver(says('changed', login, { active: false }))));
    for (const login of people) outcomes.push(...(await deliver(says('left', login))));
    expect(outcomesOf(outcomes)).toEqual({ translated: 3, 'translated blocked': 3 });
    expect((await decided()).filter((words) => words.endsWith('left'))).toHaveLength(3);
    expect(await sets()).toEqual([]);
  });

  test('the first ones leave by a look, and the others wait, where no event says it', async () => {
    const people = await known(5);
    const reporting = policy({ rules, on: { ...revoking, left: 'report' }, safeguard });
    await translation.deliver(
      people.map((login) => says('left', login)),
      { by: reporting },
    );
    const table = new PeopleTable(parts.dynamodb, translation.settings, translation.clock.now);
    for (const { personId } of await translation.decided()) {
      const stored = await table.read(personId);
      if (stored !== undefined) await table.requireDecision(stored.person);
    }
    const lines = await translation.look({ by });
    expect(outcomesOf(lines)).toMatchObject({ 'translated decided-anew': 3, 'quarantined decided-anew': 2 });
    expect((await onlySet()).cause).toBe('source plain');
  });

  test('who waits to be suspended waits on if they leave', async () => {
    const people = await known(5);
    await deliver(people.map((login) => says('changed', login, { active: false })));
    expect(outcomesOf(await deliver(people.map((login) => says('left', login))))).toEqual({ quarantined: 5 });
  });

  test('within a day no more than its threshold goes through, by any causes', async () => {
    const people = await known(5);
    for (const login of people.slice(0, 3)) await deliver(says('removed', login, {}, inGroup));
    translation.clock.advance(2 * hour);
    expect(await deliver(says('left', 'p4@example.com'))).toEqual(['quarantined']);
    expect((await sets()).map(inWords)).toEqual(['revocations all causes within a day open p4']);
    translation.clock.advance(23 * hour);
    expect(await deliver(says('left', 'p5@example.com'))).toEqual(['translated']);
  });

  test('a rule that would give too much gives it to some only', async () => {
    const outcomes: string[] = [];
    for (const login of logins(6)) outcomes.push(...(await deliver(says('joined', login, { department: 'Sales' }))));
    expect(outcomesOf(outcomes)).toEqual({ translated: 4, quarantined: 2 });
    expect((await sets()).map(inWords)).toEqual(['grants rule sales open p5 p6']);
    expect((await decided()).length).toBe(4);
  });
});

describe('who waits', () => {
  test('is not suspended, and does not come back, until an operator has decided', async () => {
    const people = await known(5);
    expect(outcomesOf(await deliver(people.map((login) => says('changed', login, { active: false }))))).toEqual({
      quarantined: 5,
    });
    expect((await sets()).map(inWords)).toEqual(['revocations source plain open p1 p2 p3 p4 p5']);
    await release(session(), await onlySet(), { by: 'grace' });
    expect(outcomesOf(await look())).toEqual({ 'translated decided-anew': 5 });
    const suspended = await translation.decided();
    expect(suspended.filter(({ isSuspended }) => isSuspended)).toHaveLength(5);
    expect(outcomesOf(await deliver(people.map((login) => says('changed', login, { active: true }))))).toEqual({
      quarantined: 5,
    });
    expect((await sets()).map(inWords)).toEqual(['grants source plain open p1 p2 p3 p4 p5']);
  });

  async function fiveWait() {
    const people = await known(5);
    await deliver(people.map((login) => says('removed', login, {}, inGroup)));
    await translation.decided();
    return people;
  }

  test('loses what still applies once the set is released, without being counted', async () => {
    const people = await fiveWait();
    await deliver(says('added', 'p5@example.com', {}, inGroup));
    await release(session(), await onlySet(), { by: 'grace' });
    await translation.decided();
    expect(outcomesOf(await look())).toEqual({ 'translated decided-anew': 4 });
    expect(await decided()).toEqual(['p1 france', 'p2 france', 'p3 france', 'p4 france']);
    expect(await sets()).toEqual([]);
    expect(people).toHaveLength(5);
  });

  test('goes alone if the operator names them', async () => {
    await fiveWait();
    const set = await onlySet();
    await release(session(), set, { by: 'grace', only: chosenPeople(set, ['P2@example.com', 'p4@example.com']) });
    expect(outcomesOf(await look())).toEqual({ 'translated decided-anew': 2 });
    expect(await decided()).toEqual(['p2 france', 'p4 france']);
    expect((await sets()).map(inWords)).toEqual(['revocations rule g1 by groups open p1 p3 p5']);
    await release(session(), await onlySet(), { by: 'grace' });
    expect(outcomesOf(await look())).toEqual({ 'translated decided-anew': 3 });
    expect(await sets()).toEqual([]);
  });

  test('is forgotten if the facts reverse it', async () => {
    const people = await fiveWait();
    for (const login of people) expect(await deliver(says('added', login, {}, inGroup))).toEqual(['ignored no-change']);
    expect(await sets()).toEqual([]);
    await translation.decided();
    translation.clock.advance(48 * hour);
    expect((await look()).filter((one) => one !== 'translated sent-again')).toEqual([]);
  });

  test('keeps what the operator says they keep, until the facts change', async () => {
    await fiveWait();
    await keep(session(), await onlySet(), 'grace');
    expect((await sets()).map(inWords)).toEqual(['revocations rule g1 by groups kept p1 p2 p3 p4 p5']);
    translation.clock.advance(48 * hour);
    expect((await look()).filter((one) => !one.includes('sent-again'))).toEqual([]);
    expect(await deliver(says('left', 'p1@example.com'))).toEqual(['translated']);
    expect((await sets()).map(inWords)).toEqual(['revocations rule g1 by groups kept p2 p3 p4 p5']);
    expect(await deliver(says('added', 'p2@example.com', {}, inGroup))).toEqual(['ignored no-change']);
    expect(await deliver(says('removed', 'p2@example.com', {}, inGroup))).toEqual(['translated']);
  });

  test('waits on where less asks for the end, and is judged by what is new where more does', async () => {
    const denying = ['no-contractors', 'no-interns'];
    const when = [{ userType: ['contractor'] }, { title: ['Intern'] }];
    const denials = denying.map((id, index) => ({ ...{ id, when: when[index] }, deny: ['france'], unknown: 'grant' }));
    const others = { by: policy({ rules: [...rules.slice(0, 3), ...denials], on: revoking, safeguard }) };
    const people = await known(5);
    const states = (changes: object) => (login: string) =>
      says('changed', login, { department: 'Billing', ...changes });
    const slip = { userType: 'contractor', title: 'Intern' };
    expect(outcomesOf(await deliver(people.map(states(slip)), others))).toEqual({ quarantined: 5 });
    await translation.decided();
    const corrected = states({ userType: 'contractor', title: 'Chief' })(people[0] ?? '');
    expect(await deliver(corrected, others)).toEqual(['ignored no-change']);
    expect((await onlySet()).people).toHaveLength(5);
    expect(await deliver(states(slip)(people[0] ?? ''), others)).toEqual(['translated']);
    expect(await decided()).toContain('p1 germany');
  });

  describe('and is merged, or parted again', () => {
    const table = () => new PeopleTable(parts.dynamodb, translation.settings, translation.clock.now);
    const other = 'q@example.com';
    const elsewhere = 'https://other.example.com';
    let ids: Map<string, string>;
    beforeEach(async () => {
      const people = logins(5);
      await translation.deliver(
        people.map((login) => says('joined', login, { department: 'Billing' })),
        { by: off },
      );
      await translation.deliver(
        { ...says('joined', other, { department: 'Billing' }), source: elsewhere },
        { by: off },
      );
      ids = new Map((await translation.decided()).map(({ username, personId }) => [username, personId]));
      await deliver(people.map((login) => says('left', login)));
      await translation.decided();
    });

    const idOf = (login: string) => ids.get(login) ?? '';
    const merge = (first: string, second: string) =>
      mergePeople(table(), { first: idOf(first), second: idOf(second), isForced: true });
    const unlink = (login: string) =>
      unlinkAccount(table(), by, { personId: idOf(login), choice: { source: 'plain', key: `id of ${login}` } });
    async function keepAll(): Promise<void> {
      await keep(session(), await onlySet(), 'grace');
      await look();
    }
    const hasLeft = async () => (await decided()).filter((words) => words.includes('left'));

    test.each([
      ['the second', other, 'p1@example.com'],
      ['the first', 'p1@example.com', other],
    ])('is kept as an operator said, as %s person of the merge', async (_, first, second) => {
      await keepAll();
      await merge(first, second);
      await look();
      expect(await hasLeft()).toEqual([]);
      expect(await onlySet()).toMatchObject({ state: 'kept', people: { length: 5 } });
    });

    test('waits on in the set, until an operator lets them go', async () => {
      await merge(other, 'p1@example.com');
      await look();
      expect(await hasLeft()).toEqual([]);
      await release(session(), await onlySet(), { by: 'grace' });
      await look();
      expect(await hasLeft()).toEqual(['p1 left', 'p2 left', 'p3 left', 'p4 left', 'p5 left', 'q left']);
    });

    test('is kept too once they are parted', async () => {
      await keepAll();
      await merge('p1@example.com', other);
      await look();
      await unlink('p1@example.com');
      await look();
      expect(await hasLeft()).toEqual([]);
      expect((await onlySet()).people.map(nameOf)).toEqual(logins(5));
    });
  });

  test('is told to an operator again if one comes after the set was released', async () => {
    await fiveWait();
    const first = await onlySet();
    await release(session(), first, { by: 'grace' });
    await look();
    const more = await known(11);
    await deliver(more.slice(5).map((login) => says('removed', login, {}, inGroup)));
    expect((await onlySet()).set).not.toBe(first.set);
  });

  test('is looked at, though nothing was decided about them before', async () => {
    expect(outcomesOf(await deliver(logins(5).map((login) => says('left', login))))).toEqual({ quarantined: 5 });
    // A publisher may request access for them meanwhile.
    expect((await translation.decided()).map(({ mayHaveLeft, assignments }) => [mayHaveLeft, ...assignments])).toEqual(
      logins(5).map(() => [true]),
    );
    translation.clock.advance(hour);
    const lines = translation.lines.length;
    await translation.look({ by });
    expect(translation.lines.slice(lines).filter((line) => line.includes('quarantined leaver'))).toHaveLength(5);
  });

  test('loses it by the consequence of the event that would have ended it', async () => {
    const people = await known(4);
    const on = { left: 'report', groupRemoved: 'revoke', ruleNoLongerMatches: 'report' };
    const others = { by: policy({ rules, on, safeguard }) };
    await deliver(
      people.map((login) => says('removed', login, {}, inGroup)),
      others,
    );
    await deliver(says('joined', 'p1@example.com', { title: 'x' }), others);
    await translation.decided();
    expect((await onlySet()).people).toHaveLength(4);
    await release(session(), await onlySet(), { by: 'grace' });
    translation.clock.advance(minute);
    expect(outcomesOf(await translation.look(others))).toEqual({ 'translated decided-anew': 4 });
    expect(await decided()).toEqual(people.map((login) => `${login.split('@')[0]} france`));
  });

  test('is known to have left, and how long they keep access', async () => {
    const people = await known(5);
    expect(outcomesOf(await deliver(people.map((login) => says('left', login))))).toEqual({
      quarantined: 5,
    });
    expect((await translation.decided()).map(({ mayHaveLeft }) => mayHaveLeft)).toEqual(people.map(() => true));
    translation.clock.advance(hour);
    const lines = translation.lines.length;
    await look();
    const ages = translation.lines
      .slice(lines)
      .map((line) => JSON.parse(line))
      .filter(({ what }) => what === 'quarantined leaver');
    expect(ages).toHaveLength(5);
    expect(ages[0].milliseconds).toBeGreaterThanOrEqual(hour);
    await translation.decided();
    await keep(session(), await onlySet(), 'grace');
    const before = translation.lines.length;
    await look();
    expect((await translation.decided()).map(({ mayHaveLeft }) => mayHaveLeft)).toEqual(people.map(() => false));
    translation.clock.advance(hour);
    await look();
    expect(translation.lines.slice(before).filter((line) => line.includes('quarantined leaver'))).toEqual([]);
    await release(session(), await onlySet(), { by: 'grace' });
    expect(outcomesOf(await look())).toEqual({ 'translated decided-anew': 5 });
    expect((await decided()).filter((words) => words.endsWith('left'))).toHaveLength(5);
  });

  test('waits in a denial too, and in what nobody was known to have', async () => {
    const people = await known(5);
    await deliver(people.map((login) => says('changed', login, { department: 'Billing', userType: 'contractor' })));
    expect((await decided()).every((words) => words.includes('france germany'))).toBe(true);
    const strangers = logins(10).slice(5);
    expect(outcomesOf(await deliver(strangers.map((login) => says('removed', login, {}, inGroup))))).toEqual({
      quarantined: 5,
    });
    expect((await sets()).map(inWords)).toEqual([
      'revocations rule no-contractors open p1 p2 p3 p4 p5',
      'revocations rule g1 by groups open p10 p6 p7 p8 p9',
    ]);
    for (const set of await sets()) await release(session(), set, { by: 'grace' });
    await look();
    const decisions = await translation.decided();
    expect(decisions.filter(({ denials }) => denials.includes('germany'))).toHaveLength(5);
    expect(decisions.filter(({ ended }) => ended.includes('germany'))).toHaveLength(5);
  });
});

describe('somebody whose leaving an operator keeps', () => {
  const withGrace = policy({ rules, on: revoking, safeguard, grace: 'P7D' });

  /** Five have left by mistake, or are suspended. */
  async function fiveStay(end: object = {}): Promise<void> {
    const people = await known(5);
    const change = Object.keys(end).length === 0 ? 'left' : 'changed';
    expect(outcomesOf(await deliver(people.map((login) => says(change, login, end))))).toEqual({ quarantined: 5 });
    await keep(session(), await onlySet(), 'grace');
    await look();
    expect(await decided()).toContain('p1 france germany');
    await translation.decided();
  }

  test.each([
    ['left', {}],
    ['suspended', { active: false }],
  ])('gets and loses what the rules say, as if they were active: %s', async (_, end) => {
    await fiveStay(end);
    await deliver(says('changed', 'p1@example.com', { userType: 'contractor' }));
    expect(await decided()).toEqual(['p1']);
    await deliver(says('changed', 'p2@example.com', { department: 'Sales' }));
    expect(await decided()).toEqual(['p2 germany japan']);
    await deliver(says('removed', 'p3@example.com', {}, inGroup));
    expect(await decided()).toEqual(['p3 france']);
    expect((await sets()).map(inWords)).toEqual(['revocations source plain kept p1 p2 p3 p4 p5']);
  });

  test('still stays after the source has said it again', async () => {
    await fiveStay();
    await deliver(says('left', 'p1@example.com'));
    await deliver(says('changed', 'p1@example.com', { department: 'Sales' }));
    expect((await decided()).at(-1)).toBe('p1 germany japan');
  });

  test('leaves once the operator says so, whatever else waits', async () => {
    await fiveStay();
    const people = logins(5);
    expect(outcomesOf(await deliver(people.map((login) => says('removed', login, {}, inGroup))))).toEqual({
      quarantined: 5,
    });
    expect((await sets()).map(inWords)).toEqual([
      'revocations source plain kept p1 p2 p3 p4 p5',
      'revocations rule g1 by groups open p1 p2 p3 p4 p5',
    ]);
    await translation.decided();
    const [leaving] = await sets();
    if (leaving === undefined) throw new Error('no set');
    await release(session(), leaving, { by: 'grace' });
    await look();
    expect(await decided()).toEqual(people.map((login) => `${login.split('@')[0]} left`));
    expect(await sets()).toEqual([]);
  });

  test('loses at the end of a grace what a move has ended', async () => {
    await fiveStay();
    await deliver(says('changed', 'p1@example.com', { department: 'Support' }), { by: withGrace });
    expect(await decided()).toEqual(['p1 france germany']);
    translation.clock.advance(8 * 24 * hour);
    await translation.look({ by: withGrace });
    expect((await decided()).filter((words) => words.startsWith('p1'))).toEqual(['p1 germany']);
  });

  test('gets nothing by an account that was over before', async () => {
    const old = { id: 'old', userName: 'p1@example.com' };
    const oldGroup = said(translation.clock, 'group.member-added', { user: old, group: 'g-1' }, 1000);
    await deliver(oldGroup, { by: off });
    await deliver(said(translation.clock, 'user.left', { user: old }, 1000), { by: off });
    const people = logins(5);
    await deliver(
      people.map((login) => says('joined', login, { department: 'Billing' })),
      { by: off },
    );
    await deliver(people.map((login) => says('left', login)));
    await keep(session(), await onlySet(), 'grace');
    await look();
    await translation.decided();
    await deliver(says('changed', 'p1@example.com', { department: 'Sales' }));
    expect(await decided()).toEqual(['p1 japan']);
  });
});

test('what is expected goes through', async () => {
  const people = await known(6);
  const until = new Date(translation.clock.now() + hour).toISOString();
  await announce(session(), { direction: 'revocations', count: 4, until, by: 'grace' });
  translation.clock.advance(minute);
  expect(outcomesOf(await deliver(people.map((login) => says('removed', login, {}, inGroup))))).toEqual({
    translated: 6,
  });
});

describe('an announced reorganisation', () => {
  const announceFour = (source?: string) =>
    announce(session(), {
      ...{ direction: 'revocations', count: 4, until: new Date(translation.clock.now() + hour).toISOString(), source },
      by: 'grace',
    });
  const leave = (people: readonly string[]) => deliver(people.map((login) => says('left', login)));

  test('leaves room to others: in its hour, and on its day', async () => {
    const people = await known(7);
    await announceFour();
    expect(outcomesOf(await leave(people.slice(0, 4)))).toEqual({ translated: 4 });
    expect(await leave(people.slice(4, 5))).toEqual(['translated']);
    translation.clock.advance(3 * hour);
    expect(await leave(people.slice(5, 6))).toEqual(['translated']);
    expect(await leave(people.slice(6))).toEqual(['translated']);
    expect(await sets()).toEqual([]);
  });

  test('uses the threshold where more people leave than were announced, and no more than that', async () => {
    const people = await known(9);
    await announceFour();
    expect(outcomesOf(await leave(people.slice(0, 7)))).toEqual({ translated: 7 });
    translation.clock.advance(3 * hour);
    expect(await leave(people.slice(7, 8))).toEqual(['quarantined']);
    translation.clock.advance(23 * hour);
    expect(await leave(people.slice(8))).toEqual(['translated']);
  });

  test('waits as a whole in a message with too many more', async () => {
    const people = await known(9);
    await announceFour();
    expect(outcomesOf(await leave(people.slice(0, 8)))).toEqual({ quarantined: 8 });
    // Nobody was counted: the expectation is still there.
    expect(outcomesOf(await leave(people.slice(8)))).toEqual({ translated: 1 });
    expect(await onlySet()).toMatchObject({ cause: 'source plain', people: { length: 8 } });
  });

  test('counts once who is announced, however often the message comes', async () => {
    const people = await known(9);
    await announceFour();
    const message = people.slice(0, 4).map((login) => says('left', login));
    await deliver(message, { messageId: 'one' });
    await deliver(message, { messageId: 'one' });
    expect(outcomesOf(await leave(people.slice(4, 7)))).toEqual({ translated: 3 });
    expect(await leave(people.slice(7, 8))).toEqual(['quarantined']);
  });

  test('of one source holds up nobody of another, once it is used up', async () => {
    const people = await known(5);
    await announceFour('okta');
    const outcomes: string[] = [];
    for (const [index, alternateId] of people.slice(0, 4).entries()) {
      translation.clock.advance(minute);
      const [uuid, published] = [`event ${index}`, new Date(translation.clock.now()).toISOString()];
      const target = [{ ...ada, id: `okta ${index}`, alternateId }];
      outcomes.push(...(await deliver(logEvent('user.lifecycle.suspend', { target, uuid, published }))));
    }
    expect(outcomes).toEqual(Array(4).fill('translated'));
    expect(await leave(people.slice(4))).toEqual(['translated']);
    translation.clock.advance(3 * hour);
    // Three within a day.
    expect(outcomesOf(await leave(logins(8).slice(5)))).toEqual({ translated: 2, quarantined: 1 });
    expect((await onlySet()).cause).toBe('all causes within a day');
  });

  test('is announced anew: what the last one has used does not count', async () => {
    const people = await known(8);
    await announceFour();
    await leave(people.slice(0, 4));
    translation.clock.advance(minute);
    await announceFour();
    translation.clock.advance(minute);
    expect(outcomesOf(await leave(people.slice(4)))).toEqual({ translated: 4 });
  });
});

test('without a safeguard, what waited happens with the next look', async () => {
  const people = await known(5);
  await deliver(people.map((login) => says('removed', login, {}, inGroup)));
  await translation.decided();
  translation.clock.advance(24 * hour);
  await translation.look({ by: off });
  expect(await decided()).toEqual(people.map((login) => `${login.split('@')[0]} france`));
});
